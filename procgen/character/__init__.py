"""Characters: bodies and faces by learned populations, dressed, rigged, exported."""
