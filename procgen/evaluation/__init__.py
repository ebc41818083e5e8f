"""Held-out figures: what a result is compared with, and by which definitions."""
