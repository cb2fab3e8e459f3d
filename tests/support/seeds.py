"""One seed per run: printed in pytest's header, taken from GOESCAPE_SEED when set."""

import os
import time

if "GOESCAPE_SEED" not in os.environ:  # test worker processes inherit it
    os.environ["GOESCAPE_SEED"] = str(int(time.time()) % 1_000_000)

SEED = int(os.environ["GOESCAPE_SEED"])
