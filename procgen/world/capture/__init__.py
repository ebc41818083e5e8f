"""Labelled pictures of worlds: where cameras go, what their bytes mean, and the forms that data sets have."""
