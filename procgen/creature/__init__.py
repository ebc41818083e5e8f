"""Animals: four-legged ones and birds, each an individual of its species by seed, that walk, graze and fly."""
