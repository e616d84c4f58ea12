"""Certificates of an authority of their own, made with openssl."""

import shutil
import subprocess
from pathlib import Path

import pytest

_OPENSSL = shutil.which("openssl")


def make_authority(folder: Path) -> Path:
    """Make an authority; return its certificate."""
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-days", "2", "-subj", "/CN=authority"),
        *("-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem"),
    )
    return folder / "ca.pem"


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate of that authority for a host or a client; return it and its key."""
    extensions = folder / f"{name}.ext"
    extensions.write_text(f"subjectAltName=DNS:{name}\n")
    _openssl(
        *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-subj", f"/CN={name}"),
        *("-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.csr"),
    )
    _openssl(
        *("x509", "-req", "-days", "2", "-in", f"{folder}/{name}.csr"),
        *("-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-CAcreateserial"),
        *("-extfile", str(extensions), "-out", f"{folder}/{name}.pem"),
    )
    return folder / f"{name}.pem", folder / f"{name}.key"


def _openssl(*words: str) -> None:
    if _OPENSSL is None:
        pytest.skip("openssl is not installed")
    subprocess.run(  # noqa: S603 - our own words only
        [_OPENSSL, *words], check=True, capture_output=True
    )
