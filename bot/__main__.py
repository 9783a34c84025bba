"""Where the process begins: `csops` and `python -m bot`."""

import sys

from bot.cli import run


def main() -> int:
    """Run the command line and return the exit code of the process."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
