"""People as games draw them by the hundred: one mesh, one atlas, levels of detail, springs, ragdolls, impostors."""
