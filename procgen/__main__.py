"""``python -m procgen``."""

import sys

from procgen.cli import main

if __name__ == "__main__":
    sys.exit(main())
