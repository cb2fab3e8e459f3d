"""``python -m goescape`` and the console script."""

import os
import sys

TYPE_CHECKING = False  # importing typing takes time, in which an interrupt would be a traceback
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    if sys.stdout is None:  # closed by the caller
        sys.stdout = open(os.devnull, "w")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")
    try:
        from goescape.cli.main import main as run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    # Taking millions of nodes apart one by one would cost as much as a third of the run: let the system do it.
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
