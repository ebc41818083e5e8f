"""A library of movements that every body gets: read, fitted to proportions, varied, joined to one another."""
