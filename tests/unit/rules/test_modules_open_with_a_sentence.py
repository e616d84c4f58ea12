import ast
from pathlib import Path

import pytest

from tests.unit.rules.package import PACKAGE, modules, tree_of

FOLDERS = sorted({Path(module).parent.as_posix() for module in modules()})


@pytest.mark.parametrize("module", modules())
def test_a_module_opens_with_one_sentence_that_says_what_lives_in_it(module: str) -> None:
    docstring = ast.get_docstring(tree_of(module)) or ""
    sentence = " ".join(docstring.partition("\n\n")[0].split("\n")[:3])

    assert len(sentence) > len("What it is."), "no sentence"
    assert sentence[0].isupper() or sentence[0] in "`◉"
    assert any(mark in sentence for mark in ".:")


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_is_a_package(folder: str) -> None:
    assert (PACKAGE / folder / "__init__.py").is_file()
