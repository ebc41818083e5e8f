"""What writers do with lines by the hundred: packs by table, counts, and whether a script gainsays its world."""
