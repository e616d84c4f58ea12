"""The atheris door: one target, fed with inputs that its own coverage guides.

    python -m tests.fuzz.guided TARGET [libFuzzer's arguments]

Raises ModuleNotFoundError where atheris is not installed.
"""

import importlib
import sys
from typing import Final

_NOT_INSTRUMENTED: Final = ["terminal_daemon.simulator"]
_INSTRUMENTED: Final = [
    *("terminal_daemon", "tests.fuzz.targets", "tests.fuzz.journals", "tests.fuzz.requests"),
    *("tests.fuzz.responses", "tomllib", "h11"),
]


def main() -> None:
    """Feed the target until libFuzzer ends the process: with 0, or something else on a crash."""
    atheris = importlib.import_module("atheris")  # optional, so not for mypy to find
    with atheris.instrument_imports(include=_INSTRUMENTED, exclude=_NOT_INSTRUMENTED):
        targets = importlib.import_module("tests.fuzz.targets").TARGETS
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, targets[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
