"""The command line: one module per command; prints, parses, and calls the rest."""

import os

# Before NumPy is loaded. Sums of products are rounded by how many threads share them, and a seed's bytes may not depend
# on how many a computer has.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

from procgen.cli.app import main

__all__ = ["main"]
