"""Composers: from a wish to a score."""
