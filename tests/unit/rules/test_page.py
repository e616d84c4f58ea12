"""The page's files: two languages, colours that can be read, nothing from outside."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from terminal_daemon.demo.controls import PASSWORDS, THINGS
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.events import Armed, Judged, SaleEvent
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Verdict
from terminal_daemon.simulator.customers import CUSTOMERS
from terminal_daemon.terminal.doing import Doing
from tests.unit.rules.package import PACKAGE

PANEL = PACKAGE / "api" / "panel"
DEMO = PACKAGE / "demo" / "page"
FILES = sorted(
    path
    for folder in (PANEL, DEMO)
    for path in folder.iterdir()
    if path.suffix in {".js", ".css", ".html", ".svg"}
)
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
WORDS = re.compile(r'^  (\w+): "(.*)",$', re.MULTILINE)
FILLED = re.compile(r"\{\w+\}")
USED = re.compile(r'\bsays?\("(\w+)"|data-say(?:-label)?="(\w+)"|"data-say(?:-label)?": "(\w+)"')
LONGEST_FILE = 300
AA_TEXT, AA_PARTS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11

# What is put on what; the pairs that panel.css and demo.css make.
TEXT_ON = {
    "ink": ("paper", "card", "plain-soft", "bad-soft", "warn-soft"),
    "soft": ("paper", "card", "plain-soft"),
    "on-accent": ("accent",),
    "good": ("paper", "card", "good-soft"),
    "bad": ("paper", "card", "bad-soft"),
    "warn": ("paper", "card", "warn-soft"),
    "busy": ("busy-soft",),
}
PARTS_ON = {
    "edge": ("paper", "card"),
    "accent": ("paper", "card"),
    "focus": ("paper", "card", "plain-soft", "warn-soft"),
    "on-accent": ("accent",),
}


def tables(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the words of a file in Chinese and in English."""
    chinese, english = path.read_text(encoding="utf-8").split("export const ENGLISH")
    return dict(WORDS.findall(chinese)), dict(WORDS.findall(english))


PAGE_WORDS, DEMO_WORDS = tables(PANEL / "words.js"), tables(DEMO / "demo_words.js")
STEP_WORDS = tables(PANEL / "step_words.js")
RECEIPT_WORDS = tables(PANEL / "receipt_words.js")


@pytest.mark.parametrize(
    "words",
    [PAGE_WORDS, STEP_WORDS, RECEIPT_WORDS, DEMO_WORDS],
    ids=["page", "step", "receipt", "demo"],
)
def test_both_languages_have_the_same_words(words: tuple[dict[str, str], dict[str, str]]) -> None:
    chinese, english = words

    assert len(chinese) > 15
    assert list(chinese) == list(english)
    assert {key: FILLED.findall(text) for key, text in chinese.items()} == {
        key: FILLED.findall(text) for key, text in english.items()
    }
    assert all(chain(chinese.values(), english.values()))


def test_no_word_stands_in_two_tables() -> None:
    keys = [*PAGE_WORDS[0], *STEP_WORDS[0], *RECEIPT_WORDS[0], *DEMO_WORDS[0]]

    assert len(keys) == len(set(keys))


def test_every_word_that_is_said_is_in_the_tables() -> None:
    said = {
        word
        for path in FILES
        for found in USED.findall(path.read_text(encoding="utf-8"))
        for word in found
        if word
    }

    assert len(said) > 40
    ours = {**PAGE_WORDS[0], **STEP_WORDS[0], **RECEIPT_WORDS[0], **DEMO_WORDS[0]}
    assert said - ours.keys() == set()


def test_every_state_and_doing_of_the_terminal_has_words() -> None:
    wanted = {f"state_{state.value}" for state in State} | {f"doing_{one.value}" for one in Doing}

    assert wanted <= PAGE_WORDS[0].keys()


def test_every_step_of_a_sale_has_words() -> None:
    wanted = {f"call_{call.value}" for call in Call}
    wanted |= {f"verdict_{one.__name__}" for one in get_args(Verdict)}
    wanted |= {f"refund_{state.value}" for state in RefundState}
    wanted |= {f"event_{one.__name__}" for one in get_args(SaleEvent | Armed) if one is not Judged}

    assert (
        wanted | {"event_Salvaged", "event_RecordedLate", "judged", "refunding"}
        == STEP_WORDS[0].keys()
    )


def test_every_trouble_of_the_printer_has_words_that_say_what_to_do() -> None:
    wanted = {f"printer_{trouble.value}" for trouble in Trouble}

    assert wanted <= RECEIPT_WORDS[0].keys()


def test_every_customer_and_thing_of_the_demo_has_words() -> None:
    digits = {customer.digits for customer in CUSTOMERS} | {*PASSWORDS}
    wanted = {f"who_{one}" for one in digits} | {f"thing_{one}" for one in THINGS}
    there = {key for key in DEMO_WORDS[0] if key.startswith(("who_", "thing_"))}

    assert there == wanted


def colours() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each theme's name and its colours."""
    css = (PANEL / "panel.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"^:root.*?\{(.*?)^\}", css, re.MULTILINE | re.DOTALL)
    for name, block in (("light", light), ("dark", dark)):
        yield name, dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_norm_does() -> None:
    assert contrast("ffffff", "000000") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(("theme", "table"), list(colours()))
def test_every_text_can_be_read_and_every_part_be_seen(theme: str, table: dict[str, str]) -> None:
    weak = [
        f"{theme}: {fore} on {ground} has {ratio:.2f}"
        for pairs, least in ((TEXT_ON, AA_TEXT), (PARTS_ON, AA_PARTS))
        for fore, grounds in pairs.items()
        for ground in grounds
        if (ratio := contrast(table[fore], table[ground])) < least
    ]

    assert weak == []


def test_both_themes_have_the_same_colours() -> None:
    (_, light), (_, dark) = colours()

    assert light.keys() == dark.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_comes_from_outside_and_nothing_stands_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert not re.search(
        r"(https?:)?//[a-z0-9]", re.sub(r"^\s*//.*|[^:\"'(]// .*", "", text, flags=re.MULTILINE)
    )
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_text_ever_becomes_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_can_be_read_in_one_go_and_says_what_lives_here(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= LONGEST_FILE
    assert path.suffix not in {".js", ".css"} or lines[0].startswith(("// ", "/* "))
