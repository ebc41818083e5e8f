"""What holds for every text, whichever model wrote it: facts, secrets, names, markup, decency, freshness."""
