from terminal_daemon.config.model import Language
from terminal_daemon.screen import view
from terminal_daemon.screen.colours import coloured
from terminal_daemon.screen.draw import PanelImage, draw
from terminal_daemon.screen.drift import drifted
from terminal_daemon.screen.rest import Habits, Light
from terminal_daemon.screen.upkeep import Intervals, Upkeep
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.values.amount import Fen
from tests.fakes.plain_panel import Call, PlainPanel

READY = Picture(view.Ready(), Status())
OFFLINE = Picture(view.Ready(), Status(network=False))
TYPED = Picture(view.EnterAmount("1"), Status())
PAYING = Picture(view.Paying(Fen(1250)), Status())  # it neither wanders nor dims
INTERVALS = Intervals(look_every_s=2.0, renew_every_s=60.0)
HABITS = Habits(dim_after_s=10.0, blank_after_s=20.0)


def image(picture: Picture, step: int = 0) -> PanelImage:
    return drifted(draw(picture, Language.CHINESE), step)


def whole(picture: Picture, step: int = 0) -> list[Call]:
    return ["set_up", "forget", image(picture, step)]


def kept(panel: PlainPanel, habits: Habits = HABITS) -> Upkeep:
    return Upkeep(lambda: panel, Language.CHINESE, habits, INTERVALS)


def test_a_panel_just_found_gets_settings_then_the_picture_then_light() -> None:
    panel = PlainPanel()

    assert kept(panel).keep(READY, 5.0) == 7.0
    assert panel.taken() == [*whole(READY), Light.BRIGHT]


def test_a_new_picture_is_drawn_at_once_and_an_old_one_not_again() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    panel.taken()
    upkeep.keep(TYPED, 1.0)
    upkeep.keep(TYPED, 1.5)

    assert panel.taken() == [image(TYPED)]


def test_it_is_looked_after_every_two_seconds() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    dues = [upkeep.keep(PAYING, now) for now in (0.0, 2.0, 3.0, 4.0)]

    assert panel.taken() == [*whole(PAYING), *[Light.BRIGHT] * 3]
    assert dues == [2.0, 4.0, 4.0, 6.0]


def test_settings_and_picture_are_sent_anew_every_minute_the_light_first() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(PAYING, 0.0)
    upkeep.keep(PAYING, 59.0)
    panel.taken()
    upkeep.keep(PAYING, 60.0)

    assert panel.taken() == ["set_up", "forget", Light.BRIGHT, image(PAYING)]


def test_a_dimmed_panel_stays_dim_when_it_is_renewed() -> None:
    panel = PlainPanel()
    upkeep = kept(panel, Habits(dim_after_s=10.0))
    upkeep.keep(READY, 0.0)
    panel.taken()
    upkeep.keep(READY, 10.0)
    upkeep.keep(READY, 60.0)

    assert panel.taken() == [Light.DIM, "set_up", "forget", Light.DIM, image(READY, 1)]


def test_a_key_makes_a_dim_panel_bright_before_it_draws() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    upkeep.keep(READY, 10.0)
    panel.taken()
    upkeep.keep(TYPED, 11.0)

    assert panel.taken() == ["set_up", Light.BRIGHT, image(TYPED)]


def test_a_dark_panel_draws_nothing_and_a_key_brings_the_new_picture_before_the_light() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    panel.taken()
    dues = [upkeep.keep(READY, 20.0), upkeep.keep(OFFLINE, 21.0), upkeep.keep(READY, 22.0)]
    assert panel.taken() == [Light.OFF, Light.OFF]
    assert dues == [22.0, 22.0, 24.0]

    upkeep.keep(TYPED, 23.0)
    assert panel.taken() == [*whole(TYPED), Light.BRIGHT]


def test_a_key_that_changes_nothing_lights_a_dark_panel_all_the_same() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    upkeep.keep(READY, 20.0)
    panel.taken()

    assert upkeep.keep(READY, 21.0, touched=True) == 23.0
    assert panel.taken() == [*whole(READY), Light.BRIGHT]


def test_the_status_bar_alone_lights_nothing() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    upkeep.keep(READY, 10.0)
    panel.taken()
    upkeep.keep(OFFLINE, 11.0)

    assert panel.taken() == [image(OFFLINE)]


def test_a_still_picture_wanders() -> None:
    panel = PlainPanel()
    upkeep = kept(panel, Habits())
    upkeep.keep(READY, 0.0)
    panel.taken()
    due = upkeep.keep(READY, 119.5)

    assert panel.taken()[-1] == image(READY, 1)
    assert due == 120.0


def test_a_panel_let_go_is_set_up_anew_with_its_light() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    upkeep.keep(READY, 10.0)
    upkeep.let_go()
    upkeep.let_go()
    assert panel.taken()[-1] == "cleanup"

    upkeep.keep(READY, 11.0)
    assert panel.taken() == [*whole(READY), Light.DIM]


def test_a_panel_plugged_in_while_it_is_to_be_dark_stays_dark() -> None:
    panel = PlainPanel()
    upkeep = kept(panel)
    upkeep.keep(READY, 0.0)
    upkeep.let_go()
    panel.taken()
    upkeep.keep(READY, 20.0)

    assert panel.taken() == [Light.OFF]


def test_a_colour_panel_gets_colours() -> None:
    panel = PlainPanel(mode="RGB")
    kept(panel).keep(READY, 0.0)

    assert coloured(image(READY), READY.view) in panel.taken()
