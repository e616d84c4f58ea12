import json
from datetime import UTC, datetime
from typing import Any

import pytest

from terminal_daemon.client.errors import NotUnderstood
from terminal_daemon.client.events import Message
from terminal_daemon.client.news import Reset, Step, TerminalNow, news_of
from tests.unit.client.test_documents import NOON, ORDER, sent


def message(name: str, members: object) -> Message:
    return Message(name, json.dumps(members), "7")


def step(**more: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp(NOON, UTC).isoformat()
    return {"id": 7, "at": at, "event": "armed", "sale": sent()} | more


def test_a_step_has_its_number_its_time_and_its_sale() -> None:
    news = news_of(message("sale", step()))

    assert isinstance(news, Step)
    assert (news.id, news.event, news.sale.order) == (7, "armed", ORDER)
    assert news.at == datetime.fromtimestamp(NOON, UTC)


def test_the_terminal_and_a_lost_place_are_told() -> None:
    doing = {"doing": "ready"}

    assert news_of(message("terminal", doing)) == TerminalNow("ready", doing)
    assert news_of(message("reset", {"newest": 9})) == Reset(9)


def test_what_is_newer_than_this_client_is_left() -> None:
    assert news_of(Message("drawer", "anything", "")) is None


@pytest.mark.parametrize(
    ("name", "members"),
    [("sale", []), ("sale", step(id="7")), ("sale", step(sale=None)), ("reset", {})],
)
def test_what_is_no_event_of_ours_is_not_understood(name: str, members: object) -> None:
    with pytest.raises(NotUnderstood):
        news_of(message(name, members))
