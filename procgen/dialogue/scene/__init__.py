"""Branching scenes: plans of beats, checked graphs, quests."""
