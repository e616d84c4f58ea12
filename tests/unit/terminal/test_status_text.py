import typing

import pytest

from terminal_daemon.screen import view
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.view import Picture, Status, View
from terminal_daemon.terminal.status_text import status_text
from terminal_daemon.values.amount import Fen

FINE = Status()
EVERYTHING = (
    "no scanner; no keypad; no network; clock not set; journal cannot be written; 2 orders unknown"
)


@pytest.mark.parametrize(
    ("picture", "text"),
    [
        (Picture(view.Ready(), FINE), "ready"),
        (Picture(view.Paying(Fen(1)), FINE), "paying"),
        (Picture(view.NoScanner(), Status(scanner=False)), "no scanner"),
        (Picture(view.NoKeypad(), Status(keypad=False)), "no keypad"),
        (Picture(view.Ready(), Status(test=True)), "ready; TEST gateway"),
        (
            Picture(view.Ready(), Status(journal=False, damaged=True)),
            "ready; journal damaged: start again to mend it",
        ),
        (Picture(view.Ready(), Status(open_orders=1)), "ready; 1 order unknown"),
        (
            Picture(
                view.NoScanner(),
                Status(
                    network=False,
                    scanner=False,
                    keypad=False,
                    clock=False,
                    journal=False,
                    open_orders=2,
                ),
            ),
            EVERYTHING,
        ),
    ],
)
def test_it_says_what_goes_on_and_what_is_missing(picture: Picture, text: str) -> None:
    assert status_text(picture) == text


def test_every_screen_has_words_and_none_tells_an_amount_or_an_order() -> None:
    seen = {type(picture.view) for _, picture in GALLERY}
    texts = [status_text(Picture(picture.view, FINE)) for _, picture in GALLERY]

    assert seen == set(typing.get_args(View))
    assert not any(char.isdigit() for text in texts for char in text)
    assert all(text[0].islower() for text in texts)  # not the name of a class
