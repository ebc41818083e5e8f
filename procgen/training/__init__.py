"""Training recipes, one per shipped model, and what they share. Needs the `train` extra."""
