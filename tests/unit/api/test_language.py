import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.language import language_for
from terminal_daemon.config.model import Language

ZH, EN = Language.CHINESE, Language.ENGLISH


@pytest.mark.parametrize(
    ("accept", "usual", "found"),
    [
        ("", ZH, ZH),
        ("", EN, EN),
        ("*", EN, EN),
        ("fr, de;q=0.9", ZH, ZH),
        ("en", ZH, EN),
        ("zh-TW", EN, ZH),
        ("en-GB,en;q=0.9,zh;q=0.8", ZH, EN),
        ("fr,zh;q=0.4,en;q=0.3", EN, ZH),
        ("en;q=0", ZH, ZH),
        ("en;q=x", ZH, ZH),
        ("en;level=1", ZH, ZH),
        ("en;q=9,zh;q=1", ZH, EN),
    ],
)
def test_the_client_is_answered_in_what_it_likes_best(
    accept: str, usual: Language, found: Language
) -> None:
    assert language_for(accept, usual) is found


@given(st.text() | st.text("enzh-;q=0.9,* "))
def test_no_header_breaks_the_choice(accept: str) -> None:
    assert language_for(accept, ZH) in Language
