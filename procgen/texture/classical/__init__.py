"""Classical texture synthesis: the baselines beside the networks."""
