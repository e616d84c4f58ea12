import re
from typing import get_args

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.layout import compose
from terminal_daemon.screen.view import Advice, View
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode

VIEWS = [picture.view for _, picture in GALLERY]


def test_every_screen_is_in_the_gallery() -> None:
    assert {type(each) for each in VIEWS} == set(get_args(View))


def test_every_reason_and_message_is_in_the_gallery() -> None:
    ended = [each for each in VIEWS if isinstance(each, view.Declined | view.Cancelled)]

    assert {each.reason for each in ended} == set(Reason)
    assert {each.what for each in VIEWS if isinstance(each, view.ScanRefused)} == set(NotACode)
    assert {each.advice for each in VIEWS if isinstance(each, view.Advise)} == set(Advice)
    assert {each.problem for each in VIEWS if isinstance(each, view.AmountRefusedView)} == set(
        AmountProblem
    )


def test_names_are_file_names_and_unique() -> None:
    names = [name for name, _ in GALLERY]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_-]+", name) for name in names)


def test_no_two_pictures_look_alike() -> None:
    for language in Language:
        looks = {tuple(compose(picture, language).rows) for _, picture in GALLERY}
        assert len(looks) == len(GALLERY)
