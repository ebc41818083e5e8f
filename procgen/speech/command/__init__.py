"""What the command line needs beyond the declaration."""
