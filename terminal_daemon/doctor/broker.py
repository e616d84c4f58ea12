"""The doctor's look at a fleet's broker: what it found, in a line; no payment waits for it."""

from typing import Final

from terminal_daemon.doctor.finding import Finding, ok, warn
from terminal_daemon.values.dataclass import dataclass

_LINE: Final = "broker"
_KEYS: Final = "broker, username and ca_file in [fleet], and the password in its password_file"


@dataclass(frozen=True, slots=True)
class BrokerFacts:
    """How far the way to the broker leads."""

    url: str
    tls: bool
    has_library: bool = True
    error: str = ""
    """Why there is no session."""
    unread: tuple[str, ...] = ()
    """The terminal's own topics that it may not read."""


def broker_finding(facts: BrokerFacts) -> Finding:
    """Return the broker's line."""
    if not facts.has_library:
        return warn(
            _LINE,
            f"nothing is told to {facts.url}: the library aiomqtt is missing",
            "pip install 'terminal-daemon[fleet]'; payments are taken all the same",
        )
    if facts.error:
        return warn(_LINE, f"{facts.url}: {facts.error}", f"check {_KEYS}; sales are told later")
    if facts.unread:
        return warn(
            _LINE,
            f"{facts.url} answers, but may not be read by this terminal: {', '.join(facts.unread)}",
            "the broker's access rules: docs/fleet.md",
        )
    safe = "TLS verified" if facts.tls else "without TLS"
    return ok(_LINE, f"{facts.url} answers, {safe}, and takes subscriptions")
