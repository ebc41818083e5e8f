"""Tests of procgen; they mirror its folders. Run them with ``bash tests/run``."""
