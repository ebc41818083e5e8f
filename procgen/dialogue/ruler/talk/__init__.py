"""Talk with the persons of the corpus whom training never saw, scored by their labels."""
