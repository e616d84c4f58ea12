"""A certificate of one's own, as a test needs it."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest


@dataclass(frozen=True, slots=True)
class Certificate:
    """For one name, with its key; trusted by nobody who was not told to."""

    both: Path
    alone: Path

    @classmethod
    def made(cls, folder: Path, name: str = "DNS:localhost") -> Self:
        """Make one with openssl, for a "DNS:…" or "IP:…"; without it the test is skipped."""
        if shutil.which("openssl") is None:
            pytest.skip("openssl is not installed, so there is no certificate to try")
        both, alone = folder / "both.pem", folder / "alone.pem"
        command = (
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        )
        names = ["-subj", "/CN=test", "-addext", f"subjectAltName={name}"]
        files = ["-keyout", str(both), "-out", str(alone)]
        subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)  # noqa: S603 - a fixed command
        both.write_text(both.read_text() + alone.read_text())
        return cls(both, alone)

    def server(self) -> ssl.SSLContext:
        """Return what a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.both)
        return context

    def trusting(self) -> ssl.SSLContext:
        """Return what trusts it and nothing else."""
        return ssl.create_default_context(cafile=str(self.alone))

    def hash(self) -> str:
        """Return the name by which OpenSSL looks for it in a folder."""
        command = ["openssl", "x509", "-noout", "-hash", "-in", str(self.alone)]
        said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - a fixed command
        return said.stdout.strip()
