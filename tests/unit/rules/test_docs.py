"""What the documents say of the code is true."""

import json
import re
from pathlib import Path

import pytest

from terminal_daemon.api.openapi import document
from terminal_daemon.api.problems import Kind
from terminal_daemon.api.schemas import SCHEMAS
from terminal_daemon.sale import rules
from terminal_daemon.sale.state import MOVES, OPEN, State
from tests.unit.rules.package import PACKAGE, ROOT

JUDGING = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")
ARROW = re.compile(r"^ +(\w+) --> (\w+)", re.MULTILINE)
PATH = re.compile(r"`([a-z_]+/[a-z_/]+\.[a-z]+)`")
PROBLEM = re.compile(r"^\| `([a-z-]+)` \| (\d{3}) \|", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_the_state_chart_is_the_table_of_moves() -> None:
    drawn = {(State(a), State(b)) for a, b in ARROW.findall(JUDGING)}
    assert drawn == {(origin, to) for origin, ways in MOVES.items() for to in ways}


def test_the_chart_ends_where_nothing_is_open() -> None:
    ends = {State(state) for state in re.findall(r"^ +(\w+) --> \[\*\]", JUDGING, re.MULTILINE)}
    assert ends == {state for state in State if not MOVES[state]}
    assert not ends & OPEN


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("closes the order, asks again, and takes a last look at 60 s", 60.0),
        ("The terminal waits 47 s", 47.0),
    ],
)
def test_the_waits_are_those_of_the_code(words: str, seconds: float) -> None:
    spoken = " ".join(JUDGING.split()).lower()
    assert words.lower() in spoken
    assert seconds in (rules.Rules().last_look_s, rules.Rules().window_s)


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [to for to in LINK.findall(text) if not (page.parent / to).exists()] == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_file_that_is_named_exists(page: str) -> None:
    named = set(PATH.findall((ROOT / page).read_text(encoding="utf-8")))
    assert named
    assert [to for to in named if not any((at / to).exists() for at in (ROOT, PACKAGE))] == []


NO_TARGETS = {"it", "room", "the", "up"}  # what else is made in the documents' prose


def test_every_target_of_the_makefile_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documents = "".join(page.read_text(encoding="utf-8") for page in ROOT.glob("*.md"))
    named = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b", documents)) - NO_TARGETS
    assert {target for target in named if f"\n{target}:" not in makefile} == set()


def test_the_register_is_told_every_problem_and_every_call() -> None:
    page = (ROOT / "docs" / "integrating.md").read_text(encoding="utf-8")
    rows = {(name, int(status)) for name, status in PROBLEM.findall(page)}
    assert rows == {(kind.value[0], kind.status) for kind in Kind}
    calls = page.partition("### Calls")[2].partition("### ")[0]
    for path, methods in document(1)["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in calls


def test_the_register_is_told_every_state_and_every_member_of_a_sale() -> None:
    page = (ROOT / "docs" / "integrating.md").read_text(encoding="utf-8")
    table = page.partition("### A sale")[2].partition("### ")[0]
    assert all(f"`{state.value}`" in table for state in State)
    shown = json.loads(table.partition("```json")[2].partition("```")[0])
    assert list(shown) == list(SCHEMAS["Sale"]["properties"])
