"""The contract of version 1, generated from proto/procgen/v1 by proto/generate.py."""
