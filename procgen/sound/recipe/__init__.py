"""Learning sounds: clips, rows, training, export."""
