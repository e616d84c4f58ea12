"""The package's files and what they import, read and not run."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
PACKAGE: Final = ROOT / "terminal_daemon"


def modules() -> list[str]:
    """Return every file, like "journal/store.py"."""
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def tree_of(module: str) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse((PACKAGE / module).read_text(encoding="utf-8"), module)


def imports_of(module: str) -> Iterator[str]:
    """Yield the full name of everything imported anywhere in the file, lazily too."""
    for node in ast.walk(tree_of(module)):
        match node:
            case ast.Import(names):
                yield from (name.name for name in names)
            case ast.ImportFrom(origin, names, level):
                assert level == 0, f"{module}: relative imports hide where a name comes from"
                yield from (f"{origin}.{name.name}" for name in names)
            case ast.Call(ast.Attribute(attr="import_module"), [ast.Constant(str(name)), *_]):
                yield name
            case ast.Name("__import__" | "import_module") | ast.Call(
                ast.Attribute(attr="import_module")
            ):
                raise AssertionError(f"{module}: an import whose name nobody can read")


def functions_of(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of the file."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
