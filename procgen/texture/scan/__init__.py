"""Real scans: a bank of them, where their pieces go, and what they make."""
