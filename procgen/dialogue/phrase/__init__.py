"""The phrase engine: books of templates, their expansion, and the choice among what comes out."""
