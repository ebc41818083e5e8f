"""The body's shape: the basis of morph targets, what its sliders mean, and what a body measures."""
