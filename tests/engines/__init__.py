"""Tests that run the bridges in the real engines."""
