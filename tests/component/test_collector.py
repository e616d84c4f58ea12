"""The collector of examples/fleet against a real PostgreSQL."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from examples.fleet import collector
from terminal_daemon.fleet.payloads import config_outcome, encoded, sale_event
from terminal_daemon.journal.stream import Step
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.component.postgres import Postgres, postgres

EXAMPLE = Path(__file__).parents[2] / "examples" / "fleet"
NOW = UnixSeconds(1_790_000_000)
ORDER = OrderNumber("T01_7K3M2QXA_000042")
Told = tuple[str, bytes]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as made:
        made.apply(EXAMPLE / "schema.sql")
        made.apply(EXAMPLE / "schema.sql")  # after an upgrade: harms nothing
        yield made


@pytest.fixture
def books(server: Postgres) -> Iterator[collector.Books]:
    names = (
        "sale_event, sale, day_total, terminal, lost_steps, open_order, config_outcome, "
        "not_understood"
    )
    with psycopg.connect(server.database) as connection:
        connection.execute(f"TRUNCATE {names}".encode())
    made = collector.Books(server.database)
    yield made
    made.close()


def event(seq: int, nth: int = 1, state: State = State.PENDING) -> Told:
    step = Step(seq, NOW, "Judged", Sale(ORDER, Fen(1250), NOW, state), nth)
    return "terminals/T01/sale", encoded(sale_event("T01", step))


def said(name: str, **members: Any) -> Told:
    return f"terminals/T01/{name}", encoded({"terminal": "T01", **members})


def health(told: int) -> Told:
    return said("health", at="2026-11-25T10:00:00Z", told=told)


def outcome(
    serial: int | None, word: str, in_force: int | None, second: int, why: str = ""
) -> Told:
    at = UnixSeconds(NOW + second)
    members = config_outcome("T01", serial, word, why, in_force=in_force, now=at)
    return "terminals/T01/config/outcome", encoded(members)


def alert(server: Postgres, title: str) -> list[tuple[Any, ...]]:
    """Return what the one alert whose name has this in it finds."""
    queries = (EXAMPLE / "alerts.sql").read_text(encoding="utf-8").split("-- name: ")[1:]
    (query,) = (each for each in queries if title in each.partition("\n")[0])
    return server.ask(query.partition("\n")[2].strip().rstrip(";"))


def test_an_event_is_kept_once_and_a_sale_is_as_its_newest_step_says(
    books: collector.Books, server: Postgres
) -> None:
    books.store([event(1), event(2, 2, State.APPROVED), event(1)])
    books.store([event(2, 2, State.APPROVED)])

    assert server.ask("SELECT seq, state FROM sale_event ORDER BY nr") == [
        (1, "pending"),
        (2, "approved"),
    ]
    assert server.ask("SELECT order_number, seq, state FROM sale") == [(ORDER, 2, "approved")]


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("terminals/T01/sale", b"\xff", "codec can't decode"),
        ("terminals/T01/sale", b"[]", "not of version 1"),
        ("terminals/T01/sale", b'{"v":2}', "not of version 1"),
        ("terminals/T01/sale", b'{"v":1,"terminal":"T02"}', "of another terminal"),
        ("terminals/T01/sale", b'{"v":1,"terminal":"T01"}', "an order of another terminal"),
        ("terminals/T01/health", b'{"v":1,"terminal":"T01"}', "missing: at"),
        ("terminals/T01/online", b'{"v":1,"terminal":null}', "of another terminal"),
        ("terminals/T01/config/outcome", b'{"v":1,"terminal":"T02"}', "of another terminal"),
        (
            "terminals/T01/config/outcome",
            b'{"v":1,"terminal":"T01"}',
            "missing: at, in_force, outcome",
        ),
        ("terminals/T01/open", b'{"v":1,"terminal":"T01","orders":[1]}', "mapping"),
        (
            "terminals/T01/online",
            b'{"v":1,"terminal":"T01","online":"perhaps","why":"lost"}',
            "boolean",
        ),
    ],
)
def test_what_is_not_understood_is_put_aside_and_harms_no_other(
    books: collector.Books, server: Postgres, topic: str, payload: bytes, why: str
) -> None:
    books.store([event(1), (topic, payload), event(2, 2)])

    assert server.ask("SELECT count(*) FROM sale_event") == [(2,)]
    ((at, kept, reason),) = server.ask("SELECT topic, payload, why FROM not_understood")
    assert (at, bytes(kept)) == (topic, payload)
    assert why in reason


def test_a_gap_is_asked_for_and_whole_once_it_is_filled(
    books: collector.Books, server: Postgres
) -> None:
    books.store([event(1), event(4, 4), health(4)])
    assert list(books.gaps({"T01": 4})) == [("T01", 1)]
    assert list(books.gaps({"T01": 4})) == []  # it was asked just now

    books.store([event(2, 2), event(3, 3), event(4, 4)])

    assert list(books.gaps({"T01": 4})) == []
    assert server.ask("SELECT whole_upto FROM terminal") == [(4,)]


def test_what_a_broker_lost_at_the_end_is_missed_too(books: collector.Books) -> None:
    books.store([event(1), health(3)])

    assert list(books.gaps({"T01": 3, "T02": 9})) == [("T01", 1)]


def test_steps_that_are_never_told_are_given_up_and_noted(
    books: collector.Books, server: Postgres
) -> None:
    """As after a salvage, where a terminal's numbers go on a million further."""
    books.store([event(1), event(1_000_003, 2), health(1_000_003)])
    for _ in range(collector.ASK_TIMES):
        assert list(books.gaps({"T01": 1_000_003})) == [("T01", 1)]
        with psycopg.connect(server.database) as connection:
            connection.execute("UPDATE terminal SET asked_at = asked_at - interval '1 hour'")

    assert list(books.gaps({"T01": 1_000_003})) == []
    assert server.ask("SELECT terminal, after, before FROM lost_steps") == [("T01", 1, 1_000_003)]
    assert server.ask("SELECT whole_upto FROM terminal") == [(1_000_003,)]


def test_a_terminal_is_as_it_was_last_heard_of(books: collector.Books, server: Postgres) -> None:
    sale = {"order": ORDER, "state": "unknown", "amount": 1, "created_at": "2026-11-25T10:00:00Z"}
    sums = {"approved": {"count": 2, "amount": 300}}
    day = {"day": "2026-11-25", "from": "2026-11-25T00:00:00Z", "to": "2026-11-26T00:00:00Z"}
    totals = said("totals", **day, at="2026-11-25T10:00:00Z", seq=4, by_state=sums)
    books.store(
        [
            said("online", online=True, why="connected"),
            said("open", orders=[sale, sale]),
            totals,
            said("open", orders=[sale]),
            totals,
            said("online", online=False, why="lost"),
        ]
    )

    assert server.ask("SELECT online, why FROM terminal") == [(False, "lost")]
    assert server.ask("SELECT order_number FROM open_order") == [(ORDER,)]
    assert server.ask("SELECT approved_count, approved_amount FROM day_total") == [(2, 300)]
    books.store([said("open", orders=[])])
    assert server.ask("SELECT count(*) FROM open_order") == [(0,)]


def test_a_printer_in_trouble_is_an_alert_until_it_works(
    books: collector.Books, server: Postgres
) -> None:
    empty, works = {"works": False, "trouble": "no_paper"}, {"works": True, "trouble": None}
    found = []
    for printer in (None, empty, works):
        word = said("health", at="2026-11-25T10:00:00Z", told=0, printer=printer)
        books.store([said("online", online=True, why="connected"), word])
        found.append(alert(server, "prints no receipts"))

    assert found == [[], [("T01", "no_paper")], []]


def test_what_became_of_each_configuration_is_kept_once(
    books: collector.Books, server: Postgres
) -> None:
    told = [
        outcome(12, "accepted", None, 0),
        outcome(12, "applied", 12, 1),
        outcome(None, "refused", 12, 2, "no key that is known here signed it"),
    ]
    books.store(told)
    books.store(told[-1:])  # it is retained, and comes again with each connection

    query = "SELECT terminal, serial, outcome, why, in_force FROM config_outcome ORDER BY nr"
    assert server.ask(query) == [
        ("T01", 12, "accepted", None, None),
        ("T01", 12, "applied", None, 12),
        ("T01", None, "refused", "no key that is known here signed it", 12),
    ]
    assert server.ask("SELECT count(*) FROM not_understood") == [(0,)]


def test_one_that_is_refused_or_rolled_back_is_an_alert_until_another_one_is_taken(
    books: collector.Books, server: Postgres
) -> None:
    found = []
    for second, (serial, word) in enumerate(
        [(12, "applied"), (13, "refused"), (14, "accepted"), (14, "rolled_back"), (15, "applied")]
    ):
        books.store([outcome(serial, word, 12, second)])
        found.append([row[1:3] for row in alert(server, "refused or rolled back")])

    assert found == [[], [(13, "refused")], [], [(14, "rolled_back")], []]


@pytest.mark.parametrize(
    ("told", "runs_with", "found"),
    [
        (outcome(12, "applied", 12, 0), 12, []),
        (outcome(12, "applied", 12, 0), None, [("T01", 12, None)]),
        (outcome(13, "accepted", 12, 0), 12, [("T01", 13, "12")]),
        (outcome(13, "accepted", 12, 0), 13, []),
        (outcome(13, "refused", 12, 0), 12, []),
        (outcome(13, "rolled_back", None, 0), None, []),
    ],
)
def test_a_terminal_that_runs_with_another_configuration_than_it_said_is_an_alert(
    books: collector.Books,
    server: Postgres,
    told: Told,
    runs_with: int | None,
    found: list[tuple[Any, ...]],
) -> None:
    now = datetime.now(UTC)
    rows = []
    for after in (timedelta(minutes=5), timedelta(hours=2)):
        at = (now + after).isoformat()
        books.store([told, said("health", at=at, told=0, config_in_force=runs_with)])
        rows.append(alert(server, "another configuration"))

    assert rows == [[], found]


def test_another_version_may_add_members(books: collector.Books, server: Postgres) -> None:
    topic, payload = event(1)

    books.store([(topic, json.dumps(json.loads(payload) | {"new": [1]}).encode())])

    assert server.ask("SELECT count(*) FROM sale_event") == [(1,)]


def test_an_event_of_a_clock_gone_mad_has_a_place_too(
    books: collector.Books, server: Postgres
) -> None:
    step = Step(1, UnixSeconds(0), "Armed", replace(Sale(ORDER, Fen(1), UnixSeconds(0))))

    books.store([("terminals/T01/sale", encoded(sale_event("T01", step)))])

    assert server.ask("SELECT extract(year FROM at)::integer FROM sale_event") == [(1970,)]


def test_months_meet_whatever_the_zone_of_a_session_is(server: Postgres) -> None:
    with psycopg.connect(server.database) as connection:
        connection.execute("BEGIN")
        for month, zone in enumerate(("Asia/Shanghai", "UTC", "America/New_York"), start=1):
            connection.execute(f"SET LOCAL timezone = '{zone}'".encode())
            connection.execute(f"SELECT make_month('2031-0{month}-01')".encode())
        connection.execute("SET LOCAL timezone = 'UTC'")
        bounds = connection.execute(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class"
            " WHERE relname LIKE 'sale_event_2031_0_' ORDER BY relname"
        ).fetchall()
        connection.rollback()

    assert [bound for (bound,) in bounds] == [
        f"FOR VALUES FROM ('2031-0{month}-01 00:00:00+00') TO ('2031-0{month + 1}-01 00:00:00+00')"
        for month in (1, 2, 3)
    ]
