"""Music as files."""
