import dataclasses
from collections.abc import Iterator, Mapping
from typing import get_args

import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import font, view
from terminal_daemon.screen.texts import TEXTS, message
from terminal_daemon.screen.view import Advice, View
from terminal_daemon.screen.wording import Notice
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode

BESIDE_AN_ICON = 99
IN_A_FRAME = 124
PANEL = 128


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from strings(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))


@pytest.mark.parametrize("language", Language)
def test_every_screen_and_every_reason_has_its_words(language: Language) -> None:
    texts = TEXTS[language]

    assert set(texts.titles) == set(get_args(View))
    assert set(texts.reasons) == set(Reason)
    assert set(texts.messages) == set(Reason)
    assert set(texts.not_codes) == set(NotACode)
    assert set(texts.amount_problems) == set(AmountProblem)
    assert set(texts.advices) == set(Advice)
    tables = (texts.reasons, texts.not_codes, texts.amount_problems, texts.advices)
    notices = [notice for table in tables for notice in table.values()]
    assert all(notice.now and notice.what and all(notice.what) for notice in notices)


def test_both_languages_have_the_same_keys() -> None:
    chinese, english = TEXTS[Language.CHINESE], TEXTS[Language.ENGLISH]

    assert chinese.lines.keys() == english.lines.keys()
    assert chinese.notices.keys() == english.notices.keys()


@pytest.mark.parametrize("language", Language)
def test_every_character_is_in_the_font(language: Language) -> None:
    missing = set()
    for char in "".join(strings(TEXTS[language])):
        try:
            font.glyph(char)
        except font.MissingGlyph:
            missing.add(char)

    assert missing == set()


@pytest.mark.parametrize("language", Language)
def test_every_notice_keeps_within_its_room(language: Language) -> None:
    texts = TEXTS[language]
    beside_an_icon: list[Notice] = [
        *texts.reasons.values(),
        *texts.not_codes.values(),
        *texts.amount_problems.values(),
        *texts.advices.values(),
        *(texts.notices[each] for each in (view.Unknown, view.NoScanner, view.NoKeypad)),
    ]

    assert all(font.width(line) <= BESIDE_AN_ICON for each in beside_an_icon for line in each.what)
    assert all(font.width(each.now) <= IN_A_FRAME for each in texts.reasons.values())
    assert all(font.width(line) <= PANEL for line in texts.lines.values())


def test_chinese_notices_have_one_line_since_two_would_touch() -> None:
    texts = TEXTS[Language.CHINESE]
    tables = (texts.reasons, texts.not_codes, texts.amount_problems, texts.advices)

    assert {len(each.what) for table in tables for each in table.values()} == {1}


@pytest.mark.parametrize("language", Language)
def test_the_unknown_screen_forbids_a_second_charge_and_names_the_order(
    language: Language,
) -> None:
    notice = TEXTS[language].notices[view.Unknown]
    forbids = {Language.CHINESE: "勿重复收款", Language.ENGLISH: "Do not charge again"}
    check = {Language.CHINESE: "先查单 #0042", Language.ENGLISH: "Check #0042"}

    assert " ".join(notice.what) == forbids[language]
    assert notice.now.format(tail="0042") == check[language]


@pytest.mark.parametrize(
    ("language", "said", "lately"),
    [
        (
            Language.CHINESE,
            "同一顾客12:31付 ¥12.50 若重复请退一笔",
            "同一顾客刚付过 ¥12.50 若重复请退一笔",
        ),
        (
            Language.ENGLISH,
            "Same customer paid ¥12.50 at 12:31 too",
            "Same customer paid ¥12.50 minutes ago too",
        ),
    ],
)
def test_a_second_payment_reads_as_a_sentence(language: Language, said: str, lately: str) -> None:
    texts = TEXTS[language]

    assert " ".join(texts.twice).format(amount="¥12.50", time="12:31") == said
    assert " ".join(texts.twice_lately).format(amount="¥12.50") == lately


@pytest.mark.parametrize("language", Language)
def test_every_message_is_one_sentence_of_its_own(language: Language) -> None:
    messages = [message(reason, language) for reason in Reason]
    end = {Language.CHINESE: "。", Language.ENGLISH: "."}[language]

    assert len(set(messages)) == len(Reason)
    assert all(text.endswith(end) and text.count(end) == 1 for text in messages)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "reason", [Reason.SYSTEM_ERROR, Reason.MERCHANT_SETUP, Reason.OUTSIDE_SERVICE_HOURS]
)
def test_our_own_fault_is_never_laid_on_the_customer(language: Language, reason: Reason) -> None:
    words = " ".join([message(reason, language), *strings(TEXTS[language].reasons[reason])])

    assert not any(blame in words.lower() for blame in ("顾客", "customer", "refresh", "刷新"))
