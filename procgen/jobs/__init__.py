"""Jobs: what results are called, where they are kept, and how many of them are made."""
