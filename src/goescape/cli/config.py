"""The configuration file of a run."""

import os

from goescape.check.config import Config, ConfigError, find_config, load_config
from goescape.cli.args import Arguments
from goescape.cli.errors import UsageError


def read_config(args: Arguments, cwd: str) -> Config:
    """What --config names, or the nearest; an empty one if there is none. Raises UsageError."""
    path = os.path.normpath(os.path.join(cwd, args.config)) if args.config else find_config(cwd)
    if not path:
        return Config("", cwd)
    try:
        return load_config(path)
    except ConfigError as err:
        raise UsageError(str(err)) from err
