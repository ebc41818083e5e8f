"""How speech is measured."""
