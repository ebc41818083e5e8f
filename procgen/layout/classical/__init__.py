"""Classical generators of layouts: the baseline beside the learned one, and what it learns from."""
