"""`terminal-daemon check-config`: every mistake in the file at once, or OK."""

import os
import sys
from pathlib import Path

from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.config.load import load_config, warnings
from terminal_daemon.config.mistakes import ConfigError


def run(path: Path) -> int:
    """Print each mistake on a line of stderr, or OK on stdout; return the exit code."""
    try:
        config = load_config(path, os.environ)
    except ConfigError as error:
        for mistake in error.mistakes:
            print(mistake, file=sys.stderr)
        return ExitCode.CONFIG
    for warning in warnings(config):
        print(f"warning: {warning}", file=sys.stderr)
    afar = config.afar
    if afar is not None and afar.serial:
        print(f"from afar (serial {afar.serial}): {', '.join(afar.keys)}")
    print("OK")
    return ExitCode.DONE
