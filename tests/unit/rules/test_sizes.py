from typing import Final

import pytest

from tests.unit.rules.package import PACKAGE, functions_of, modules

LONGEST_FILE: Final = 300  # lines
LONGEST_FUNCTION: Final = 50


@pytest.mark.parametrize("module", modules())
def test_a_file_can_be_read_in_one_go(module: str) -> None:
    lines = (PACKAGE / module).read_text(encoding="utf-8").splitlines()

    assert len(lines) <= LONGEST_FILE


@pytest.mark.parametrize("module", modules())
def test_a_function_fits_on_one_screen(module: str) -> None:
    lengths = {
        function.name: (function.end_lineno or function.lineno) - function.lineno + 1
        for function in functions_of(module)
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
