"""The recipe that teaches our decoder to choose: what fits who speaks, and what hangs together."""
