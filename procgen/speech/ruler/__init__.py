"""Held-out figures: what is heard of it, by judges that are not ours."""
