"""`python -m reliability.slo`: see `reliability/command_line`, the room above, which also knows rules."""

import sys

from reliability.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
