"""The recipe of the reader: what a player means, and which facts answer, learned from the dialogue corpus."""
