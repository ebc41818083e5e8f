"""Sounds as frames of bands: read from a clip, drawn by a network, and heard again."""
