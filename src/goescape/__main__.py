"""``python -m goescape`` and the console script."""

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    from goescape.cli.main import main as run

    code = run(sys.argv[1:])
    # Taking millions of nodes apart one by one would cost as much as a third of the run: let the system do it.
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
