"""What a player means, read by a small network: acts, kinds of question, and which facts answer."""
