"""Classical texture synthesis: the baselines beside the networks, and the short fit that follows the encoder."""
