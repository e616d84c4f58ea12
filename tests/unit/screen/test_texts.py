import dataclasses
from collections.abc import Iterator, Mapping
from typing import get_args

import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen import view
from terminal_daemon.screen.font import LARGE, SMALL, Face, MissingGlyph
from terminal_daemon.screen.texts import TEXTS, message
from terminal_daemon.screen.view import Advice, View
from terminal_daemon.screen.wording import wordings
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode

FOR_THE_API = {"messages", "refund_messages"}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
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
    assert set(texts.refund_reasons) == set(RefundReason)
    assert set(texts.refund_messages) == set(RefundReason)
    assert set(texts.not_codes) == set(NotACode)
    assert set(texts.amount_problems) == set(AmountProblem)
    assert set(texts.advices) == set(Advice)
    tables = (
        texts.reasons,
        texts.refund_reasons,
        texts.not_codes,
        texts.amount_problems,
        texts.advices,
        texts.instructions,
    )
    instructions = [instruction for table in tables for instruction in table.values()]
    assert all(instruction.now and instruction.says for instruction in instructions)


def test_both_languages_have_the_same_keys() -> None:
    chinese, english = TEXTS[Language.CHINESE], TEXTS[Language.ENGLISH]

    assert chinese.lines.keys() == english.lines.keys()
    assert chinese.notes.keys() == english.notes.keys()
    assert chinese.instructions.keys() == english.instructions.keys()
    assert chinese.not_known.keys() == english.not_known.keys()


@pytest.mark.parametrize("face", [LARGE, SMALL])
@pytest.mark.parametrize("language", Language)
def test_every_character_is_in_both_fonts(language: Language, face: Face) -> None:
    missing = set()
    for char in "".join(strings(TEXTS[language])):
        try:
            face.glyph(char)
        except MissingGlyph:
            missing.add(char)

    assert missing == set()


@pytest.mark.parametrize("language", Language)
def test_no_wording_is_empty_and_a_later_one_is_narrower(language: Language) -> None:
    texts = TEXTS[language]
    said = [
        wordings(text)
        for field in dataclasses.fields(texts)
        if field.name not in FOR_THE_API
        for text in strings(getattr(texts, field.name))
        if "|" in text
    ]

    for versions in said:
        widths = [SMALL.width(version) for version in versions]
        assert all(version.strip() == version != "" for version in versions)
        assert (versions, widths) == (versions, sorted(widths, reverse=True))


@pytest.mark.parametrize(
    ("language", "paid", "not_paid", "open_"),
    [
        (Language.CHINESE, "收款", "未收款", "未知"),
        (Language.ENGLISH, "PAID", "PAID", "UN"),
    ],
)
def test_every_end_says_whether_the_money_is_there(
    language: Language, paid: str, not_paid: str, open_: str
) -> None:
    texts = TEXTS[language]

    assert paid in texts.titles[view.Approved]
    for end in (view.Declined, view.Cancelled):
        assert wordings(texts.titles[end])[-1] in {"未收款", "UNPAID"}
        assert not_paid in texts.titles[end]
    assert all(open_ in title for title in wordings(texts.titles[view.Unknown]))


@pytest.mark.parametrize("language", Language)
def test_the_unknown_screen_forbids_a_second_charge_and_names_the_order(
    language: Language,
) -> None:
    instruction = TEXTS[language].instructions[view.Unknown]
    forbids = {Language.CHINESE: "请勿重复收款", Language.ENGLISH: "Do not charge again"}
    check = {Language.CHINESE: "先查订单 #0042 ¥1.00", Language.ENGLISH: "Check #0042 ¥1.00"}

    assert wordings(instruction.says)[0] == forbids[language]
    assert wordings(instruction.now)[0].format(tail="0042", amount="¥1.00") == check[language]


@pytest.mark.parametrize("language", Language)
def test_a_test_says_so_in_every_wording_of_approved(language: Language) -> None:
    texts = TEXTS[language]

    assert all(texts.test in each for each in wordings(texts.approved_test))


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
