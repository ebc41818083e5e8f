"""What effects are made of: noise, grains, modes, pulses, rooms. Arrays to arrays; all that is random is passed in."""
