"""Speaks the wire: messages to parameters, results to events."""
