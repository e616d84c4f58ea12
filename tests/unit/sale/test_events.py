from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.events import CodeScanned, GivenUp, Judged, WokenUp, event_name
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.verdict import Unknown
from tests.unit.sale.sales import CODE


def test_events_have_the_names_of_the_log() -> None:
    assert event_name(Judged(Call.QUERY, Unknown(Doubt.TIMED_OUT))) == "Judged query Unknown"
    assert event_name(GivenUp(Reason.STOPPED)) == "GivenUp stopped"
    assert event_name(WokenUp()) == "WokenUp"
    assert event_name(CodeScanned(CODE)) == "CodeScanned"
