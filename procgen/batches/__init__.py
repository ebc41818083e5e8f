"""Batches: many requests of any domain as one call or one file, done once each."""
