"""The sections of those who call from outside: where they may, and who of them may give back."""

from pathlib import Path
from typing import Annotated, Final

from terminal_daemon.config.addresses import (
    AbsolutePath,
    Addresses,
    HostNames,
    OptionalPath,
    WebOrigins,
)
from terminal_daemon.config.rules import Whole
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RefundSection:
    """[refund]: who may give money back."""

    pin_file: Annotated[Path, AbsolutePath()] = Path("/etc/terminal-daemon/operator.pin")


@dataclass(frozen=True, slots=True)
class ApiSection:
    """[api]: where the local API listens."""

    listen: Annotated[tuple[str, ...], Addresses()] = ("unix:/run/terminal-daemon/api.sock",)
    token_file: Annotated[Path, AbsolutePath()] = Path("/etc/terminal-daemon/api.token")
    refund_token_file: Annotated[Path, AbsolutePath()] = Path("/etc/terminal-daemon/refund.token")
    hosts: Annotated[tuple[str, ...], HostNames()] = ()
    cors_origins: Annotated[tuple[str, ...], WebOrigins()] = ()
    tls_cert: Annotated[Path | None, OptionalPath()] = None
    tls_key: Annotated[Path | None, OptionalPath()] = None
    requests_per_second: Annotated[int, Whole(1, 1000)] = 100


LOCAL_ONLY: Final = ApiSection()
NOBODY_REFUNDS: Final = RefundSection()
"""Until there is a file with a PIN."""
