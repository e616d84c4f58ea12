import subprocess
import sys

import pytest

from tests.unit.rules.package import ROOT

LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True))
"""


@pytest.mark.timeout(60)  # reads every file of the package
def test_imports_only_go_down_and_folders_of_one_layer_never_meet() -> None:
    run = subprocess.run(  # noqa: S603 - our own words only
        [sys.executable, "-c", LINT], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr
