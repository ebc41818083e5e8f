"""What the command line needs of it beyond the declaration."""
