"""The section of a fleet: where this terminal tells of its sales, and as whom."""

from pathlib import Path
from typing import Annotated, Final

from terminal_daemon.config.addresses import AbsolutePath, BrokerUrl, OptionalPath
from terminal_daemon.config.rules import Switch, at_most, pattern
from terminal_daemon.values.dataclass import dataclass

_PREFIX: Final = "(?=.{1,64}$)[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*"
_PREFIX_IN_WORDS: Final = (
    'up to 64 letters, digits, "-" and "_", with "/" between, for example "shops/north"'
)


@dataclass(frozen=True, slots=True)
class FleetSection:
    """[fleet]: the MQTT broker that many terminals tell of their sales."""

    broker: Annotated[str, BrokerUrl()] = ""
    prefix: Annotated[str, pattern(_PREFIX, _PREFIX_IN_WORDS)] = "terminals"
    username: Annotated[str, at_most(64)] = ""
    password_file: Annotated[Path, AbsolutePath()] = Path("/etc/terminal-daemon/fleet.password")
    ca_file: Annotated[Path | None, OptionalPath()] = None
    client_cert: Annotated[Path | None, OptionalPath()] = None
    client_key: Annotated[Path | None, OptionalPath()] = None
    allow_plain: Annotated[bool, Switch()] = False
    config_keys: Annotated[Path | None, OptionalPath()] = None


NO_FLEET: Final = FleetSection()
