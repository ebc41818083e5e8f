"""The recipe of the writer: adapters of SmolLM2 that put what the phrase books say into a person's own words."""
