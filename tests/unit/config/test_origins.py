from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.origins import Origins, find_lines

TEXT = """\
# key = comment
top = 1
[gateway]   # where payments go
url = "https://x/?a=b"
"pace" = "quick"

[ display ]
port=1
port = 2
listen = [
  "a",
]
[[list]]
[amount
amount.fixed = 3
"""


def test_each_key_has_the_line_it_begins_on() -> None:
    assert find_lines(TEXT) == {
        "top": 2,
        "gateway": 3,
        "gateway.url": 4,
        "gateway.pace": 5,
        "display": 7,
        "display.port": 8,
        "display.listen": 10,
        "list": 13,
        "list.amount.fixed": 15,
    }


def test_a_mistake_points_at_the_line_or_at_the_variable() -> None:
    origins = Origins({"a.b": 3, "a.c": 4}, {"a.c": "TERMINAL_A__C"})

    assert origins.mistake("a.b", "wrong", "right") == Mistake("a.b", "wrong", "right", 3)
    assert origins.mistake("a.c", "wrong", "right") == Mistake("TERMINAL_A__C", "wrong", "right")
    assert origins.mistake("a.d", "wrong") == Mistake("a.d", "wrong")


@given(st.text() | st.text("[]=#.\"' a\n"))
def test_no_text_breaks_the_scan(text: str) -> None:
    find_lines(text)
