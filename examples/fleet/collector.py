"""Collects into PostgreSQL what the terminals of a fleet tell: each event once, in order.

    FLEET_PASSWORD=… python collector.py --broker mqtts://broker.example --database "dbname=fleet"

A message is acknowledged once it is in the database, so that none is lost on the way there,
whatever is killed. Whatever fails ends this program, and whoever supervises it (systemd,
Restart=always) starts it again: its session at the broker has kept the rest. What a broker lost,
though it had taken it, is asked for again.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import psycopg
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from psycopg.types.json import Jsonb

NAMES: Final = ("sale", "totals", "health", "open", "online", "config/outcome")
SESSION_S: Final = 30 * 86_400  # the broker keeps what comes while nobody collects
UNCONFIRMED: Final = 500  # messages on the way here: one transaction at the most
ASK_AGAIN_S: Final = 120
ASK_TIMES: Final = 3

Members = dict[str, Any]

_log: Final = logging.getLogger("collector")

EVENT: Final = """
INSERT INTO sale_event (
    terminal, id, at, seq, order_number, step, event, state, reason, code, amount, refunded,
    pay_type, late, created_at, submitted_at, finished_at, refund, refund_state, refund_amount
) VALUES (
    %(terminal)s, %(id)s, %(at)s, %(seq)s, %(order)s, %(step)s, %(event)s, %(state)s, %(reason)s,
    %(code)s, %(amount)s, %(refunded)s, %(pay_type)s, %(late)s, %(created_at)s, %(submitted_at)s,
    %(finished_at)s, %(refund)s, %(refund_state)s, %(refund_amount)s
) ON CONFLICT DO NOTHING"""
SALE: Final = """
INSERT INTO sale (
    terminal, order_number, seq, state, reason, amount, refunded, pay_type, late, created_at,
    submitted_at, finished_at
) VALUES (
    %(terminal)s, %(order)s, %(seq)s, %(state)s, %(reason)s, %(amount)s, %(refunded)s,
    %(pay_type)s, %(late)s, %(created_at)s, %(submitted_at)s, %(finished_at)s
) ON CONFLICT (terminal, order_number) DO UPDATE SET
    seq = excluded.seq, state = excluded.state, reason = excluded.reason,
    refunded = excluded.refunded, pay_type = excluded.pay_type, late = excluded.late,
    submitted_at = excluded.submitted_at, finished_at = excluded.finished_at
WHERE excluded.seq >= sale.seq"""
TOTALS: Final = """
INSERT INTO day_total VALUES (
    %(terminal)s, %(day)s, %(from)s, %(to)s, %(at)s, %(seq)s, %(count)s, %(amount)s, %(said)s
) ON CONFLICT (terminal, day) DO UPDATE SET
    began_at = excluded.began_at, ends_at = excluded.ends_at, said_at = excluded.said_at,
    seq = excluded.seq, approved_count = excluded.approved_count,
    approved_amount = excluded.approved_amount, said = excluded.said"""
HEALTH: Final = """
INSERT INTO terminal (terminal, health, health_at) VALUES (%(terminal)s, %(said)s, %(at)s)
ON CONFLICT (terminal) DO UPDATE SET health = excluded.health, health_at = excluded.health_at"""
ONLINE: Final = """
INSERT INTO terminal (terminal, online, why) VALUES (%(terminal)s, %(online)s, %(why)s)
ON CONFLICT (terminal) DO UPDATE SET online = excluded.online, why = excluded.why,
    online_since = now() WHERE terminal.online IS DISTINCT FROM excluded.online"""
OPEN: Final = """
INSERT INTO open_order VALUES (
    %(terminal)s, %(order)s, %(state)s, %(amount)s, %(created_at)s) ON CONFLICT DO NOTHING"""
OUTCOME: Final = """
INSERT INTO config_outcome (terminal, serial, outcome, why, in_force, at) VALUES (
    %(terminal)s, %(serial)s, %(outcome)s, %(why)s, %(in_force)s, %(at)s) ON CONFLICT DO NOTHING"""
NOT_UNDERSTOOD: Final = "INSERT INTO not_understood (topic, why, payload) VALUES (%s, %s, %s)"
KNOWN: Final = """
SELECT DISTINCT seq FROM sale_event
WHERE terminal = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT 10000"""


class NotUnderstood(ValueError):
    """What no terminal of this version tells."""


MISFITS: Final = (
    *(NotUnderstood, KeyError, TypeError),
    *(psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError),
)


def read(topic: str, payload: bytes) -> tuple[str, Members]:
    """Return what a message is about, and its members. Raises NotUnderstood."""
    *_, terminal, name = topic.replace("/config/outcome", "/outcome").split("/")
    try:
        members = json.loads(payload)
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
    if not isinstance(members, dict) or members.get("v") != 1:
        raise NotUnderstood("not of version 1")
    if members.get("terminal") != terminal:  # the topic is what the broker vouches for
        raise NotUnderstood("of another terminal than its topic says")
    if name == "sale":
        if not str(members.get("order")).startswith(f"{terminal}_"):
            raise NotUnderstood("an order of another terminal")
        refund = members.pop("refund", None) or {}
        members |= {
            "refund": refund.get("refund"),
            "refund_state": refund.get("state"),
            "refund_amount": refund.get("amount"),
        }
    if name == "totals":
        approved = members.get("by_state", {}).get("approved", {"count": 0, "amount": 0})
        members |= {**approved, "said": Jsonb(dict(members))}
    if name == "health":
        members |= {"said": Jsonb(dict(members))}
    return name, members


class Books:
    """The database; every method may raise psycopg.Error."""

    def __init__(self, database: str) -> None:
        self._connection = psycopg.connect(database, autocommit=True)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def store(self, told: Sequence[tuple[str, bytes]]) -> None:
        """Put topics and payloads in, all of them or none, in the order in which they came."""
        try:
            self._store(told, one_by_one=False)
        except MISFITS:  # what does not fit must harm no other
            self._store(told, one_by_one=True)

    def _store(self, told: Sequence[tuple[str, bytes]], *, one_by_one: bool) -> None:
        together = nullcontext() if one_by_one else self._connection.pipeline()
        with together, self._connection.transaction(), self._connection.cursor() as cursor:
            for topic, payload in told:
                try:
                    with self._connection.transaction() if one_by_one else nullcontext():
                        self._put(cursor, *read(topic, payload))
                except MISFITS as error:
                    if not one_by_one:
                        raise
                    cursor.execute(NOT_UNDERSTOOD, (topic, str(error)[:200], payload))

    def gaps(self, terminals: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        """Give each terminal that must tell again, and after which step.

        `terminals` are those who said how far they have told, and that.
        """
        for terminal, told in terminals.items():
            with self._connection.transaction(), self._connection.cursor() as cursor:
                after = self._gap(cursor, terminal, told)
            if after is not None:
                yield terminal, after

    def _put(self, cursor: psycopg.Cursor[Any], name: str, members: Members) -> None:
        match name:
            case "sale":
                cursor.execute(EVENT, members)
                cursor.execute(SALE, members)
            case "totals":
                cursor.execute(TOTALS, members)
            case "health":
                cursor.execute(HEALTH, members)
            case "online":
                cursor.execute(ONLINE, members)
            case "outcome":
                cursor.execute(OUTCOME, members)
            case "open":
                cursor.execute("DELETE FROM open_order WHERE terminal = %(terminal)s", members)
                for order in members["orders"]:
                    cursor.execute(OPEN, {"terminal": members["terminal"], **order})

    def _gap(self, cursor: psycopg.Cursor[Any], terminal: str, told: int) -> int | None:
        """Return after which step something is missing, if it is time to ask for it."""
        cursor.execute(
            "SELECT whole_upto, asked_after, asked_times, "
            "asked_at > now() - make_interval(secs => %s) "
            "FROM terminal WHERE terminal = %s FOR UPDATE",
            (ASK_AGAIN_S, terminal),
        )
        row = cursor.fetchone()
        if row is None:
            return None
        whole, asked_after, times, lately = row
        cursor.execute(KNOWN, (terminal, min(whole, told), told))
        known = [seq for (seq,) in cursor.fetchall()]
        whole, following = _whole_upto(min(whole, told), known)
        gap = whole < told
        if gap and asked_after == whole and times >= ASK_TIMES and following is not None:
            cursor.execute(
                "INSERT INTO lost_steps (terminal, after, before) VALUES (%s, %s, %s)",
                (terminal, whole, following),
            )
            whole, gap = following, False
        ask = gap and not (asked_after == whole and lately)
        times = times + 1 if ask and asked_after == whole else 1 if ask else times
        cursor.execute(
            "UPDATE terminal SET whole_upto = %s, asked_times = %s, "
            "asked_after = CASE WHEN %s THEN %s ELSE asked_after END, "
            "asked_at = CASE WHEN %s THEN now() ELSE asked_at END WHERE terminal = %s",
            (whole, times, ask, whole, ask, terminal),
        )
        return whole if ask else None


def _whole_upto(whole: int, known: Sequence[int]) -> tuple[int, int | None]:
    """Return up to where no seq is missing, and the first one after the gap."""
    for seq in known:
        if seq != whole + 1:
            return whole, seq
        whole = seq
    return whole, None


def connected(words: argparse.Namespace, arrived: list[mqtt.MQTTMessage]) -> mqtt.Client:
    """Return a client whose messages come into `arrived`, and are confirmed by hand."""
    broker = urlsplit(words.broker)
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2, words.client, protocol=mqtt.MQTTv5, manual_ack=True
    )
    if words.username:
        client.username_pw_set(words.username, os.environ.get("FLEET_PASSWORD", ""))
    if broker.scheme == "mqtts":
        client.tls_set(ca_certs=words.ca)

    def on_connect(*_: object) -> None:
        client.subscribe([(f"{words.prefix}/+/{name}", 1) for name in NAMES])

    client.on_connect = on_connect
    client.on_message = lambda _client, _data, message: arrived.append(message)
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_S
    properties.ReceiveMaximum = UNCONFIRMED
    port = broker.port or (8883 if broker.scheme == "mqtts" else 1883)
    client.connect(broker.hostname or "", port, 60, clean_start=False, properties=properties)
    return client


def run(words: argparse.Namespace) -> int:
    """Collect until something fails."""
    arrived: list[mqtt.MQTTMessage] = []
    books = Books(words.database)
    client = connected(words, arrived)
    while (code := client.loop(1.0)) == mqtt.MQTT_ERR_SUCCESS:
        if not arrived:
            continue
        books.store([(message.topic, bytes(message.payload)) for message in arrived])
        for message in arrived:
            client.ack(message.mid, message.qos)
        for terminal, after in books.gaps(_told(arrived)):
            _log.warning("terminal=%s tells again what follows %s", terminal, after)
            said = json.dumps({"v": 1, "after": after})
            client.publish(f"{words.prefix}/{terminal}/again", said, qos=1)
        arrived.clear()
    _log.error("the broker is lost: %s", mqtt.error_string(code))
    return 1


def _told(messages: Sequence[mqtt.MQTTMessage]) -> dict[str, int]:
    """Return how far each terminal has told, of those who say it in these messages."""
    found = {}
    for message in messages:
        try:
            name, members = read(message.topic, bytes(message.payload))
        except NotUnderstood:
            continue
        if name == "health" and isinstance(members.get("told"), int):
            found[str(members["terminal"])] = int(members["told"])
    return found


def main() -> int:
    """Read the command line, and collect."""
    parser = argparse.ArgumentParser(description="collect what a fleet tells into PostgreSQL")
    parser.add_argument("--broker", required=True, help="mqtts://host:8883")
    parser.add_argument("--database", required=True, help='as libpq has it, "dbname=fleet"')
    parser.add_argument("--prefix", default="terminals")
    parser.add_argument("--username", default="", help="its password is in FLEET_PASSWORD")
    parser.add_argument("--client", default="collector", help="the name of its session")
    parser.add_argument("--ca", help="certificates (PEM) that the broker's is checked against")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        return run(parser.parse_args())
    except (OSError, psycopg.Error) as error:
        _log.error("%s", error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
