from dataclasses import replace
from datetime import UTC
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.model import Config, GatewaySection, Language, TerminalSection
from terminal_daemon.config.receipt import ReceiptSection
from terminal_daemon.receipts.cells import printable, width
from terminal_daemon.receipts.slip import Look, Shop, edition, shop_of, slip, text_of
from terminal_daemon.receipts.words import WORDS
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

ORDER: Final = OrderNumber("T01_7K3M2QXA_000042")
SHOP: Final = Shop("T01", "0001", Language.ENGLISH, 32, ZoneInfo("Asia/Shanghai"), ("Corner",), ())
PAID: Final = Sale(
    ORDER,
    Fen(1250),
    UnixSeconds(1_760_000_000),
    state=State.APPROVED,
    pay_type=PayType.WECHAT,
    masked_code="13••••6401",
    out_trade_id="4200001234202511251234567890",
    reference="A-17",
    description="天虹龙华店-食品",
    payer="5f1c9a0b7d3e2486",
    merchant_id="59382e3cffea0e5fcd0cfc3e@gateway",
    submitted_at=UnixSeconds(1_760_000_005),
    finished_at=UnixSeconds(1_760_000_007),
)
BACK: Final = Refund(
    number_refund(ORDER, 1),
    ORDER,
    Fen(250),
    UnixSeconds(1_760_000_100),
    state=RefundState.REFUNDED,
    finished_at=UnixSeconds(1_760_000_109),
)


def said(sale: Sale, *refunds: Refund, shop: Shop = SHOP, copy: bool = False) -> str:
    return text_of(slip(shop, sale, refunds, copy=copy))


def test_a_receipt_as_it_comes_out() -> None:
    assert said(PAID) == (
        "             Corner\n"
        "            RECEIPT\n"
        "--------------------------------\n"
        "Store                       0001\n"
        "Terminal                     T01\n"
        "Order        T01_7K3M2QXA_000042\n"
        "Paid with             WeChat Pay\n"
        "Wallet's number\n"
        "    4200001234202511251234567890\n"
        "Payment code          13****6401\n"
        "Reference                   A-17\n"
        "For              天虹龙华店-食品\n"
        "Time         2025-10-09 16:53:27\n"
        "--------------------------------\n"
        "Amount                 CNY 12.50\n"
        "--------------------------------\n"
        "              PAID\n"
    )


def test_in_chinese_on_wide_paper_with_a_part_gone_back() -> None:
    shop = replace(SHOP, language=Language.CHINESE, columns=48, footer=("谢谢惠顾",))

    text = said(replace(PAID, refunded=Fen(250)), BACK, shop=shop)

    assert "                    退款凭条\n" in text
    assert "金额                                    12.50 元\n" in text
    assert (
        "退款 1                                   2.50 元\n"
        "                                          已退款\n"
        "                             2025-10-09 16:55:09\n"
        "已退金额                                 2.50 元\n"
        "实收金额                                10.00 元\n"
    ) in text
    assert text.endswith("                已支付，部分退款\n                    谢谢惠顾\n")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", [state for state in State if state in OPEN])
def test_what_is_open_says_that_it_is_no_proof_of_payment(state: State, language: Language) -> None:
    shop, words = replace(SHOP, language=language), WORDS[language]

    text = said(replace(PAID, state=state, finished_at=None), shop=shop)

    assert f" {words.not_settled}\n" in text
    assert words.not_settled_note.replace(" ", "") in text.replace("\n", "").replace(" ", "")
    assert f" {words.paid}\n" not in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.DECLINED, "NOT PAID"),
        (State.CANCELLED, "CANCELLED, NOT CHARGED"),
        (State.REFUNDED, "REFUNDED"),
    ],
)
def test_how_it_ended_is_said_in_plain_words(state: State, words: str) -> None:
    text = said(replace(PAID, state=state))

    assert f" {words}\n" in text
    assert ("no proof of payment" in " ".join(text.split())) == (state is not State.REFUNDED)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RefundState.PENDING, "under way, not settled"),
        (RefundState.FAILED, "failed, nothing went back"),
    ],
)
def test_money_that_did_not_go_back_is_not_said_to_have(state: RefundState, words: str) -> None:
    text = said(PAID, replace(BACK, state=state))

    assert f" {words}\n" in text
    assert "RECEIPT\n" in text
    assert "REFUND" not in text
    assert "              PAID\n" in text


def test_a_copy_and_a_test_say_so_above_and_below() -> None:
    text = said(PAID, shop=replace(SHOP, test=True), copy=True)

    assert text.count("*** COPY ***") == 2
    assert text.count("TEST: no real money") == 2
    assert "副本" in said(PAID, shop=replace(SHOP, language=Language.CHINESE), copy=True)


def test_amount_and_outcome_stand_out() -> None:
    tall = [
        line.text.strip() for line in slip(SHOP, PAID, (), copy=False) if line.look is Look.TALL
    ]

    assert tall == ["RECEIPT", "Amount                 CNY 12.50", "PAID"]


def test_each_thing_that_a_receipt_says_of_a_sale_makes_another_edition() -> None:
    editions = [
        edition(replace(PAID, state=State.UNKNOWN), ()),
        edition(PAID, ()),
        edition(PAID, (replace(BACK, state=RefundState.PENDING),)),
        edition(PAID, (BACK,)),
        edition(replace(PAID, refunded=Fen(250)), (BACK,)),
    ]

    assert editions[1] == "approved 0"
    assert editions[4] == "approved 250 R1=refunded"
    assert len(set(editions)) == len(editions)


@pytest.mark.parametrize("at", [-(10**12), 0, 2**40])
def test_a_mad_clock_makes_a_receipt_all_the_same(at: int) -> None:
    assert "Time " in said(replace(PAID, finished_at=UnixSeconds(at)))


TEXTS: Final = st.text(max_size=64)
SALES: Final = st.builds(
    replace,
    st.just(PAID),
    state=st.sampled_from(State),
    amount=st.integers(1, 99_999_999).map(Fen),
    refunded=st.integers(0, 99_999_999).map(Fen),
    pay_type=st.sampled_from([None, *PayType]),
    reference=TEXTS,
    description=TEXTS,
    out_trade_id=TEXTS,
)
SHOPS: Final = st.builds(
    Shop,
    st.from_regex("[A-Za-z0-9]{1,12}", fullmatch=True),
    st.text(max_size=32),
    st.sampled_from(Language),
    st.integers(24, 64),
    st.just(UTC),
    st.lists(TEXTS, max_size=8).map(tuple),
    st.lists(TEXTS, max_size=8).map(tuple),
    st.booleans(),
)
REFUNDS: Final = st.lists(st.sampled_from(RefundState), max_size=5).map(
    lambda states: tuple(
        replace(BACK, number=number_refund(ORDER, at), state=state)
        for at, state in enumerate(states, 1)
    )
)


@given(SALES, SHOPS, REFUNDS, st.booleans())
def test_no_line_is_too_wide_and_nothing_is_left_out(
    sale: Sale, shop: Shop, refunds: tuple[Refund, ...], copy: bool
) -> None:
    lines = slip(shop, sale, refunds, copy=copy)

    assert all(width(line.text) <= shop.columns for line in lines)
    assert all(printable(line.text) == line.text for line in lines)
    whole = "".join(line.text for line in lines).replace(" ", "")
    texts = (sale.reference, sale.description, sale.out_trade_id, *shop.header, *shop.footer)
    for text in (*texts, sale.order, shop.store_id, shop.terminal_id):
        assert printable(text).replace(" ", "") in whole


@given(SALES, SHOPS)
def test_neither_the_payer_nor_the_merchant_nor_a_whole_code_is_on_it(
    sale: Sale, shop: Shop
) -> None:
    code = AuthCode("134546190000006401")

    text = text_of(slip(shop, replace(sale, masked_code=str(code)), (), copy=False))

    assert sale.payer not in text
    assert sale.merchant_id not in text
    assert code.digits not in text


def config(**receipt: object) -> Config:
    gateway = GatewaySection(
        url="https://gateway.example/paygate/merchant_info", merchant_id="59382e3cffea0e5f"
    )
    shop = TerminalSection(store_id="0001", time_zone="Asia/Shanghai")
    section = replace(ReceiptSection(), **receipt)  # type: ignore[arg-type]
    return Config(terminal=shop, gateway=gateway, receipt=section, key=Secret("-"))


def test_the_shop_is_as_it_is_configured() -> None:
    shop = shop_of(config(columns=48, header=("Corner",), footer=("Bye",)))

    assert shop == Shop(
        "T01",
        "0001",
        Language.CHINESE,
        48,
        ZoneInfo("Asia/Shanghai"),
        ("Corner",),
        ("Bye",),
        test=False,
    )
    assert shop_of(config(language="en")).language is Language.ENGLISH
