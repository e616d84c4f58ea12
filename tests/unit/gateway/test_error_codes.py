import pytest

from terminal_daemon.gateway.error_codes import TABLE, UNREADABLE, Open, Refusal, error_code
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.verdict import Declined, Rejected


def stated(member: str = "", message: str = "", info: str = "") -> str:
    return error_code((member,), (message,), (info,))


@pytest.mark.parametrize("code", TABLE)
def test_every_code_is_found_in_every_shape(code: str) -> None:
    shapes = [
        stated(member=code),
        stated(member=f" {code} "),
        stated(member=f"{{{code}：文字}}"),
        stated(message=f"{{{code}：文字}}"),
        stated(message=f"{{{code}:text}}"),
        stated(message=f"{{{code}}}"),
        stated(message=f"{code}：文字, 文字"),
        stated(message=code),
        stated(message=f"{code}, text\nmore"),
        stated(message=f"{code}，文字"),
        stated(info=f"支付失败, {code}, 文字"),
        stated(info=f"支付失败，{code}，文字"),
        stated(info=code),
    ]

    assert shapes == [code] * len(shapes)


def test_the_same_code_in_several_places_is_one_code() -> None:
    assert stated("NOTENOUGH", "{NOTENOUGH：余额不足}", "x, NOTENOUGH, y") == "NOTENOUGH"


def test_codes_that_contradict_each_other_are_in_no_table() -> None:
    both = stated("NOTENOUGH", "{SYSTEMERROR：系统错误}")

    assert both == "NOTENOUGH/SYSTEMERROR"
    assert both not in TABLE


def test_an_unlisted_member_is_not_overruled_by_a_listed_message() -> None:
    assert stated("PAY_FAILED_X", "{NOTENOUGH：余额不足}") not in TABLE


@pytest.mark.parametrize("nothing", ["", " ", "0", "OK", "SUCCESS", "SUCCESS, paid"])
def test_words_for_no_error_are_no_error(nothing: str) -> None:
    assert stated(member=nothing) == ""
    assert stated(message=nothing) == ""


@pytest.mark.parametrize("odd", ["支付失败", "not enough", "134546190000006401", "1.5", "{}", "-"])
def test_a_member_that_is_no_code_is_an_error_all_the_same(odd: str) -> None:
    assert stated(member=odd) == UNREADABLE
    assert UNREADABLE not in TABLE


@pytest.mark.parametrize("number", ["10001", "-1"])
def test_a_number_is_a_code(number: str) -> None:
    assert stated(member=number) == number


def test_an_unlisted_code_is_found_where_nothing_else_is() -> None:
    assert stated(message="{NEW_CODE：文字}") == "NEW_CODE"
    assert stated("NOTENOUGH", "FAIL, text") == "NOTENOUGH"


@pytest.mark.parametrize(
    "text", ["余额不足", "the customer got NOTENOUGH", "notenough", "NOTENOUGHX", "NOTENOUGH text"]
)
def test_a_code_in_no_shape_of_the_page_is_not_believed(text: str) -> None:
    assert stated(message=text) not in TABLE
    assert stated(info=text) not in TABLE


def test_long_hostile_text_takes_no_time() -> None:
    assert stated(" " * 100_000 + "{", " " * 200_000 + "x", "," * 200_000) == UNREADABLE


def test_a_refusal_blames_the_right_side() -> None:
    assert Refusal(Reason.NOT_ENOUGH).verdict("A") == Declined(Reason.NOT_ENOUGH, "A")
    no = Refusal(Reason.SYSTEM_ERROR, rejected=True).verdict("B")
    assert no == Rejected(Reason.SYSTEM_ERROR, "B")


def test_every_code_of_the_page_is_in_the_table() -> None:
    assert len(TABLE) == 30
    assert [code for code, entry in TABLE.items() if isinstance(entry, Open)] == [
        "USERPAYING",
        "SYSTEMERROR",
        "BANKERROR",
        "FREQUENCY_LIMIT",
        "FREQUENCY_LIMITED",
        "ORDERPAID",
        "ORDERNOTEXIST",
    ]
