"""A certificate for 127.0.0.1 made for one run, trusted beside the system's own ones."""

import os
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_COMMAND: Final = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files of both sides."""

    chain: Path
    key: Path
    trusted: Path
    """What a client trusts: as many authorities as usual, and ours."""


def make_certificate(folder: Path) -> Certificate:
    """Make it, and have this process and those started from it trust it."""
    if shutil.which("openssl") is None:
        raise SystemExit("Missing: openssl. On Debian: sudo apt install openssl")
    made = Certificate(folder / "chain.pem", folder / "key.pem", folder / "trusted.pem")
    command = [*_COMMAND.split(), "-keyout", str(made.key), "-out", str(made.chain)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - the line above
    system = ssl.get_default_verify_paths().cafile
    usual = Path(system).read_bytes() if system is not None else b""
    made.trusted.write_bytes(usual + made.chain.read_bytes())
    os.environ["SSL_CERT_FILE"] = str(made.trusted)
    os.environ["REQUESTS_CA_BUNDLE"] = str(made.trusted)
    return made
