"""Held-out figures: what is made, beside real things and classical baselines."""
