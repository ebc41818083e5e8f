"""Training and export of voices."""
