import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values.auth_code import OFF, AuthCode, NotACode, PayType, read_auth_code

ALL = frozenset(PayType)
WECHAT_ONLY = frozenset({PayType.WECHAT})


@pytest.mark.parametrize(
    ("line", "pay_type"),
    [(f"{prefix}" + "0" * 16, PayType.WECHAT) for prefix in range(10, 16)]
    + [(f"{prefix}" + "0" * n, PayType.ALIPAY) for prefix in range(25, 31) for n in (14, 22)]
    + [("91" + "0" * 16, PayType.QQ)],
)
def test_each_wallets_codes_are_read(line: str, pay_type: PayType) -> None:
    assert read_auth_code(line, ALL) == AuthCode(line, pay_type)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("", NotACode.EMPTY),
        ("1" * 300, NotACode.TOO_LONG),
        ("6901234567892", NotACode.PRODUCT),
        ("12345670", NotACode.PRODUCT),
        ("https://u.wechat.com/x", NotACode.LETTERS),
        ("１３４５４６１９００００００６４０１", NotACode.LETTERS),
        ("13454619000000640", NotACode.DAMAGED),
        ("1345461900000064011", NotACode.DAMAGED),
        ("990000000000000000", NotACode.OTHER_NUMBER),
        ("123", NotACode.OTHER_NUMBER),
        ("13800138000", NotACode.OTHER_NUMBER),  # a telephone number
        ("280000000000000000", NotACode.ALIPAY_OFF),
        ("910000000000000000", NotACode.QQ_OFF),
    ],
)
def test_what_is_no_code_says_what_it_is(line: str, what: NotACode) -> None:
    assert read_auth_code(line, WECHAT_ONLY) is what


def test_each_wallet_that_is_off_says_its_name() -> None:
    assert set(OFF) == ALL
    for pay_type, prefix in ((PayType.WECHAT, 13), (PayType.ALIPAY, 28), (PayType.QQ, 91)):
        assert read_auth_code(f"{prefix}" + "0" * 16, ALL - {pay_type}) is OFF[pay_type]


@pytest.mark.parametrize("code", ["134546190000006401", "2845461900006401", "914546190000006401"])
def test_a_code_with_doubled_or_lost_digits_is_damaged_and_never_mended(code: str) -> None:
    doubled = "".join(digit * 2 for digit in code)
    twice = code + code
    wechat = [] if code[0] == "2" else [code[:length] for length in (12, 13, 14, 15, 16, 17)]

    for line in (doubled, twice, *wechat):
        assert read_auth_code(line, ALL) is NotACode.DAMAGED


def test_a_product_that_begins_like_a_code_is_a_product_by_its_check_digit() -> None:
    assert read_auth_code("1300000000002", ALL) is NotACode.DAMAGED
    assert read_auth_code("1300000000000", ALL) is NotACode.PRODUCT


def test_a_code_masks_itself() -> None:
    code = AuthCode("134546190000006401")
    assert str(code) == "13••••6401"
    assert "4546190000" not in repr(code)


@given(st.text(max_size=400))
def test_any_line_is_a_code_or_says_what_it_is(line: str) -> None:
    read = read_auth_code(line, ALL)
    assert isinstance(read, NotACode) or read.digits == line
