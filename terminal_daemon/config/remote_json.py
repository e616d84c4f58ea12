"""What is known of configurations from afar, as the JSON that is kept."""

import json
from collections.abc import Mapping
from typing import Any, Final

from terminal_daemon.config.remote import Ending, Outcome, Remote, Standing

_VERSION: Final = 1


def encoded(standing: Standing) -> bytes:
    """Return it as it is kept."""
    outcome = standing.outcome
    members = {
        "version": _VERSION,
        "highest": standing.highest,
        "proven": _remote_members(standing.proven),
        "trial": _remote_members(standing.trial),
        "tried": standing.tried,
        "outcome": None
        if outcome is None
        else {
            "serial": outcome.serial,
            "ending": outcome.ending.value,
            "why": outcome.why,
            "told": outcome.told,
        },
    }
    return json.dumps(members, ensure_ascii=False, indent=1).encode()


def decoded(content: bytes) -> Standing:
    """Read what was kept. Raises ValueError."""
    try:
        members = json.loads(content)
        if members["version"] != _VERSION:
            raise ValueError("it is of another version")
        outcome = members["outcome"]
        return Standing(
            highest=int(members["highest"]),
            proven=_remote(members["proven"]),
            trial=_remote(members["trial"]),
            tried=bool(members["tried"]),
            outcome=None
            if outcome is None
            else Outcome(
                int(outcome["serial"]),
                Ending(outcome["ending"]),
                str(outcome["why"]),
                bool(outcome["told"]),
            ),
        )
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("it is damaged") from error


def _remote_members(remote: Remote | None) -> dict[str, object] | None:
    return None if remote is None else {"serial": remote.serial, "text": remote.text}


def _remote(members: Mapping[str, Any] | None) -> Remote | None:
    return None if members is None else Remote(int(members["serial"]), str(members["text"]))
