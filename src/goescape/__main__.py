"""``python -m goescape`` and the console script."""

import sys


def main() -> int:
    from goescape.cli.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
