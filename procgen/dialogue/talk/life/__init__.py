"""A life for those of whom little is told, and what they tell of it."""
