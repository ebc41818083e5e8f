"""Bodies of animals: joints, the flesh around them, and the skin over it."""
