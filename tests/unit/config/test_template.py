import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.template import filled, toml

REFERENCE = (Path(__file__).parents[3] / "config" / "terminal.toml").read_text(encoding="utf-8")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def test_the_comments_stay_and_the_values_are_in() -> None:
    values: dict[str, dict[str, object]] = {
        "terminal": {"id": "T7"},
        "gateway": {"url": "https://x.example/paygate/merchant_info", "pay_types": ["qq.micro"]},
        "scanner": {"match": {"vendor": 7}},
        "api": {"listen": []},
    }
    text = filled(REFERENCE, values)

    before, after = REFERENCE.splitlines(), text.splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        'id = "T7"',
        'url = "https://x.example/paygate/merchant_info"',
        'pay_types = ["qq.micro"]',
        "match = { vendor = 7 }",
        "listen = []",
    ]


def test_nothing_to_fill_in_changes_nothing() -> None:
    assert filled(REFERENCE, {}) == REFERENCE


def test_a_key_that_is_none_stands_in_its_section_to_be_found() -> None:
    text = filled("[a]\nx = 1\n\n# about b\n[b]\ny = 2\n", {"a": {"ex": 1}, "b": {"wy": 2}})

    assert text == "[a]\nx = 1\nex = 1\n\n# about b\n[b]\ny = 2\nwy = 2\n"


def test_a_section_that_is_none_stands_at_the_end() -> None:
    assert filled("[a]\nx = 1\n", {"no such": {"key s": True}}) == (
        '[a]\nx = 1\n\n["no such"]\n"key s" = true\n'
    )


@given(VALUES)
def test_tomllib_reads_what_was_meant(value: object) -> None:
    assert tomllib.loads(f"it = {toml(value)}")["it"] == value
