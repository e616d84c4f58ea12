from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import CORPUS, TARGETS

KEPT = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_once_found_is_read_well(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("data", [b"", b"\x00", b"\x01", b"\xff" * 64])
def test_next_to_nothing_is_read_well(target: str, data: bytes) -> None:
    TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_chance_makes_of_it_is_read_well(target: str, data: st.DataObject) -> None:
    kept = [path for path in KEPT if path.parent.name == target]
    content = bytearray(data.draw(st.sampled_from(kept)).read_bytes())
    for place in data.draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=8)):
        content[place : place + 1] = data.draw(st.binary(max_size=3))
    TARGETS[target](bytes(content))


def test_every_target_has_seeds_and_few_small_files() -> None:
    assert {path.parent.name for path in KEPT} == TARGETS.keys()
    for target in TARGETS:
        kept = [path for path in KEPT if path.parent.name == target]
        assert len(kept) <= 45
        assert max(path.stat().st_size for path in kept) <= 5 * 1024
