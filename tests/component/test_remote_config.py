"""A configuration from afar, from the bytes that came to what is kept and told."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.config.remote import Remote
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.fleet.envelope import EnvelopeRefused, Letter, envelope, text_of
from terminal_daemon.fleet.remote import SUBJECT, RemoteConfig
from terminal_daemon.fleet.seal import new_keys, seal
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from tests.fakes.fleet_schema import read

PRIVATE, PUBLIC = new_keys()
STRANGER, _ = new_keys()
HERE = "terminals/T01"
NOON = UnixSeconds(1_795_600_800)
REMOTE = Remote(12, "[amount]\nmaximum = 900\n")


def published(
    remote: Remote = REMOTE, to: str = HERE, key: bytes = PRIVATE, expires: int | None = None
) -> bytes:
    letter = Letter((to,), remote, expires=None if expires is None else UnixSeconds(expires))
    return envelope(seal(key, text_of(letter)))


class Fleet:
    """What a terminal did with what came."""

    def __init__(self, folder: Path, *, keys: bytes | None = PUBLIC) -> None:
        self.file = RemoteFile(folder / "journal.db")
        self.renewed = 0
        self.said: list[dict[str, Any]] = []
        self.flown: list[Remote] = []
        self.in_the_way = ""
        path = folder / "config.pub"
        if keys is not None:
            path.write_bytes(keys)
        self.remote = RemoteConfig(
            HERE, path, self.file, self.preflight, self.renew, lambda: self.now
        )
        self.now = Moment(Monotonic(0.0), NOON, trusted=True)

    async def preflight(self, remote: Remote) -> None:
        self.flown.append(remote)
        if self.in_the_way:
            raise EnvelopeRefused(self.in_the_way)

    def renew(self) -> None:
        self.renewed += 1

    async def tell(self, subject: str, said: str) -> None:
        assert subject == SUBJECT
        self.said.append(read("outcome", said.encode()))

    @property
    def outcomes(self) -> list[tuple[int | None, str, str | None]]:
        return [(each["serial"], each["outcome"], each["why"]) for each in self.said]


def lives(fleet: Fleet, *moves: Callable[[Fleet], Awaitable[None]], serial: int | None) -> None:
    """Start, be ready with that one, join the fleet, do all this, and end."""

    async def life() -> None:
        fleet.remote.ready(serial)
        await fleet.remote.joined(fleet.tell)
        for move in moves:
            await move(fleet)
        await fleet.remote.close()

    asyncio.run(life())


def comes(payload: bytes) -> Callable[[Fleet], Awaitable[None]]:
    return lambda fleet: fleet.remote.arrived(payload)


def test_one_that_is_in_order_is_kept_for_the_next_start_and_told(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    lives(fleet, comes(published()), serial=None)
    assert (fleet.outcomes, fleet.renewed) == ([(12, "accepted", None)], 1)
    assert (fleet.said[0]["terminal"], fleet.said[0]["at"]) == ("T01", "2026-11-25T10:00:00Z")
    assert fleet.file.starting() == (REMOTE,)

    again = Fleet(tmp_path)
    lives(again, serial=12)
    assert again.outcomes == [(12, "applied", None)]
    third = Fleet(tmp_path)
    lives(third, serial=12)
    assert third.outcomes == []


def test_one_that_did_not_get_ready_is_told_to_be_rolled_back(tmp_path: Path) -> None:
    lives(Fleet(tmp_path), comes(published()), serial=None)
    fleet = Fleet(tmp_path)
    fleet.file.starting()
    fleet.file.starting()
    lives(fleet, comes(published()), serial=None)  # the broker delivers it once more
    why = "the terminal did not come to take payments with it"
    assert fleet.outcomes == [(12, "rolled_back", why)]
    assert fleet.renewed == 0


def test_each_outcome_says_which_one_is_in_force(tmp_path: Path) -> None:
    first = Fleet(tmp_path)
    lives(first, comes(published()), serial=None)
    second = Fleet(tmp_path)
    second.file.starting()
    newer = Remote(13, REMOTE.text)
    lives(second, comes(published(key=STRANGER)), comes(published(newer)), serial=12)
    third = Fleet(tmp_path)
    third.file.starting()
    third.file.starting()
    lives(third, serial=12)

    told = [*first.said, *second.said, *third.said]
    assert [(each["outcome"], each["serial"], each["in_force"]) for each in told] == [
        ("accepted", 12, None),
        ("applied", 12, 12),
        ("refused", None, 12),
        ("accepted", 13, 12),
        ("rolled_back", 13, 12),
    ]


@pytest.mark.parametrize(
    ("payload", "serial", "why"),
    [
        (published(key=STRANGER), None, "no key that is known here signed it"),
        (published(to="terminals/T02"), 12, "it is for terminals/T02, and this is terminals/T01"),
        (published(expires=NOON - 1), 12, "it has expired"),
        (published()[:-9], None, "the envelope is no JSON object"),
        (published() + b" " * 70_000, None, "it is larger than 65536 bytes"),
        (b"", None, "the envelope is no JSON object"),
        (envelope(seal(PRIVATE, b"{}")), None, "`to` is no list of terminals"),
    ],
)
def test_what_is_forged_of_others_old_or_broken_is_refused_with_the_reason(
    tmp_path: Path, payload: bytes, serial: int | None, why: str
) -> None:
    fleet = Fleet(tmp_path)
    lives(fleet, comes(payload), serial=None)
    assert fleet.outcomes == [(serial, "refused", why)]
    assert (fleet.renewed, fleet.flown) == (0, [])
    assert not fleet.file.path.exists()


def test_the_same_one_again_is_nothing_new_and_an_older_one_is_refused(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    older, other = Remote(11, "[buzzer]\nvolume = 1\n"), Remote(12, "[buzzer]\nvolume = 1\n")
    moves = [comes(published(each)) for each in (REMOTE, REMOTE, older, other)]
    lives(fleet, *moves, serial=None)
    assert fleet.outcomes == [
        (12, "accepted", None),
        (11, "refused", "serial 11 is not above 12"),
        (12, "refused", "serial 12 is not above 12"),
    ]
    assert (fleet.renewed, fleet.file.standing().trial) == (1, REMOTE)


def test_one_that_fails_itspreflight_may_come_again(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.in_the_way = "amount.maximum: is no number"
    lives(fleet, comes(published()), serial=None)
    assert fleet.outcomes == [(12, "refused", "amount.maximum: is no number")]
    assert (fleet.renewed, fleet.file.path.exists()) == (0, False)

    again = Fleet(tmp_path)
    lives(again, comes(published()), serial=None)
    assert again.outcomes == [(12, "accepted", None)]


def test_without_keys_nothing_is_taken(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, keys=None)
    lives(fleet, comes(published()), serial=None)
    fleet.file.path.with_name("config.pub").write_bytes(b"none")
    lives(fleet, comes(published()), serial=None)
    without = RemoteConfig(HERE, None, fleet.file, fleet.preflight, fleet.renew, lambda: fleet.now)
    fleet.remote = without
    lives(fleet, comes(published()), serial=None)
    path = tmp_path / "config.pub"
    assert [why for _, _, why in fleet.outcomes] == [
        f"{path} cannot be read: No such file or directory",
        f"{path}: it holds no public key",
        "this terminal takes none: config_keys of [fleet] is not set",
    ]


def test_a_full_disk_is_told_and_keeps_nothing(tmp_path: Path) -> None:
    def full(_path: Path, _content: bytes, _mode: int) -> None:
        raise OSError(28, "No space left on device")

    fleet = Fleet(tmp_path)
    fleet.file = RemoteFile(tmp_path / "journal.db", full)
    fleet.remote = RemoteConfig(
        HERE,
        tmp_path / "config.pub",
        fleet.file,
        fleet.preflight,
        fleet.renew,
        lambda: fleet.now,
    )
    lives(fleet, comes(published()), serial=None)
    assert fleet.outcomes == [
        (12, "refused", "it cannot be kept: [Errno 28] No space left on device")
    ]
    assert fleet.renewed == 0


def test_what_cannot_be_kept_at_the_end_is_tried_again_at_the_next_start(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path)
    fleet.file.taken(REMOTE)
    fleet.file.starting()
    fleet.file.path.write_bytes(b"{")
    lives(fleet, serial=12)
    asyncio.run(fleet.remote.close())
    assert fleet.outcomes == []
    fleet.file.path.unlink()
    lives(fleet, comes(published()), serial=None)
    assert fleet.outcomes == [(12, "accepted", None)]
    standing = fleet.file.standing()
    assert (standing.trial, standing.outcome) == (REMOTE, None)
