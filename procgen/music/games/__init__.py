"""What games need of music: motifs that come again, sets for a place, stingers, transitions, layers."""
