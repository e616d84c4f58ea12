import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values.auth_code import AuthCode, NotACode, PayType, read_auth_code

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
        ("280000000000000000", NotACode.WALLET_OFF),
        ("910000000000000000", NotACode.WALLET_OFF),
    ],
)
def test_what_is_no_code_says_what_it_is(line: str, what: NotACode) -> None:
    assert read_auth_code(line, WECHAT_ONLY) is what


def test_a_code_masks_itself() -> None:
    code = AuthCode("134546190000006401")
    assert str(code) == "13••••6401"
    assert "4546190000" not in repr(code)


@given(st.text(max_size=400))
def test_any_line_is_a_code_or_says_what_it_is(line: str) -> None:
    read = read_auth_code(line, ALL)
    assert isinstance(read, NotACode) or read.digits == line
