"""The doctor's way to the gateway, on real sockets; and the whole examination."""

import asyncio
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from terminal_daemon.config.model import Config, GatewaySection
from terminal_daemon.doctor.call import go_out
from terminal_daemon.doctor.examination import examine
from terminal_daemon.doctor.finding import Level
from terminal_daemon.doctor.way_out import WayOut
from terminal_daemon.gateway.replies import Failure, Reply
from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID, Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.secret import Secret

pytestmark = pytest.mark.timeout(30)
END = "/paygate/merchant_info"
NOBODY = f"http://127.0.0.1:9{END}"  # the port "discard", where nothing listens


def config_for(url: str, key: Secret = SIMULATED_KEY) -> Config:
    gateway = GatewaySection(url=url, merchant_id=SIMULATED_MERCHANT_ID, connect_timeout=2.0)
    return Config(gateway=gateway, key=key)


def way(url: str) -> WayOut:
    return asyncio.run(go_out(config_for(url), (), has_key=True))


@pytest.mark.parametrize(("key", "code"), [(SIMULATED_KEY, 301), (Secret("AnotherKey"), 101)])
def test_the_gateway_tells_a_right_signature_from_a_wrong_one(key: Secret, code: int) -> None:
    async def main() -> WayOut:
        async with SimulatedGateway(Bank()) as gateway:
            return await go_out(config_for(gateway.url, key), ("http_proxy",), has_key=True)

    seen = asyncio.run(main())
    assert isinstance(seen.answer, Reply)
    assert seen.answer.code == code
    assert seen.date is not None
    assert (seen.addresses, seen.proxies) == (("127.0.0.1",), ("http_proxy",))


def test_without_a_key_nothing_is_asked() -> None:
    bank = Bank()

    async def main() -> WayOut:
        async with SimulatedGateway(bank) as gateway:
            return await go_out(config_for(gateway.url), (), has_key=False)

    seen = asyncio.run(main())
    assert (seen.connect_error, seen.answer) == ("", None)
    assert not bank.orders()


def test_an_answer_that_is_no_gateways_is_a_failure() -> None:
    async def main() -> WayOut:
        async with SimulatedGateway(Bank()) as gateway:
            elsewhere = gateway.url.replace(END, f"/elsewhere{END}")
            return await go_out(config_for(elsewhere), (), has_key=True)

    assert isinstance(asyncio.run(main()).answer, Failure)


def test_a_name_that_does_not_exist_and_a_port_where_nobody_listens() -> None:
    assert way(f"http://gateway.invalid{END}").name_error
    assert way(NOBODY).connect_error == "Connection refused"


def test_a_port_that_speaks_no_tls() -> None:
    async def main() -> WayOut:
        async with SimulatedGateway(Bank()) as gateway:
            url = gateway.url.replace("http:", "https:")
            return await go_out(config_for(url), (), has_key=True)

    seen = asyncio.run(main())
    assert seen.certificate_error is None
    assert seen.connect_error


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize(
    ("valid", "host", "trusted", "error"),
    [
        ("20400101000000Z 20410101000000Z", "127.0.0.1", True, 9),
        ("20100101000000Z 20110101000000Z", "127.0.0.1", True, 10),
        ("20100101000000Z 20410101000000Z", "127.0.0.1", False, 18),
        ("20100101000000Z 20410101000000Z", "127.0.0.2", True, 64),
        ("20100101000000Z 20410101000000Z", "127.0.0.1", True, None),
    ],
)
def test_a_certificate_that_does_not_hold_says_why(
    valid: str,
    host: str,
    trusted: bool,
    error: int | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start, end = valid.split()
    context = certificate(tmp_path, start, end, host)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))

    async def main() -> WayOut:
        server = await asyncio.start_server(
            lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context
        )
        async with server:
            port = server.sockets[0].getsockname()[1]
            url = f"https://127.0.0.1:{port}{END}"
            return await go_out(config_for(url), (), has_key=False)

    seen = asyncio.run(main())
    assert (seen.certificate_error, seen.connect_error) == (error, "")
    assert bool(seen.certificate_words) is (error is not None)


def certificate(folder: Path, start: str, end: str, host: str) -> ssl.SSLContext:
    """Make a certificate for the host, valid from start to end, which signed itself."""
    (folder / "index.txt").touch()
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=it\n[it]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\n"
        "default_md=sha256\npolicy=any\nx509_extensions=ext\n[any]\ncommonName=supplied\n"
        f"[ext]\nsubjectAltName=IP:{host}\nbasicConstraints=critical,CA:true\n"
        "[req]\ndistinguished_name=dn\n[dn]\n"
    )
    for command in (
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -out req.pem -subj /CN=it",
        f"ca -batch -selfsign -in req.pem -out cert.pem -startdate {start} -enddate {end}",
    ):
        words = ["openssl", *command.split(), "-config", "ca.cnf"]
        words += ["-keyout" if words[1] == "req" else "-keyfile", "key.pem"]
        subprocess.run(words, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own words
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture
def config(tmp_path: Path) -> Path:
    key = tmp_path / "key"
    key.write_text("key")
    key.chmod(0o600)
    path = tmp_path / "config.toml"
    path.write_text(
        f'[gateway]\nurl = "{NOBODY}"\nmerchant_id = "m"\nkey_file = "{key}"\n'
        f'[journal]\npath = "{tmp_path}/journal.db"\n[buzzer]\nkind = "none"\n'
    )
    return path


def test_every_line_is_looked_at_in_the_order_of_mending(config: Path) -> None:
    findings = list(examine(config, {}))

    assert [finding.line for finding in findings] == [
        "configuration",
        "key file",
        "scanner",
        "keypad",
        "display",
        "GPIO",
        "permissions",
        "disk",
        "clock",
        "proxy",
        "name",
        "connection",
    ]
    assert findings[-1].level is Level.FAIL
    assert list(config.parent.glob("journal*")) == []


def test_a_missing_key_is_one_line_and_the_rest_goes_on(config: Path) -> None:
    (config.parent / "key").unlink()

    findings = {finding.line: finding for finding in examine(config, {})}

    assert findings["configuration"].level is Level.OK
    assert findings["key file"].level is Level.FAIL
    assert "connection" in findings


def test_a_config_that_cannot_be_used_is_told_alone(config: Path) -> None:
    config.write_text("[display]\nport = 99\n")

    findings = list(examine(config, {}))

    assert {finding.line for finding in findings} == {"configuration"}
    assert {finding.level for finding in findings} == {Level.FAIL}
    assert len(findings) == 3


def test_what_the_config_warns_of_is_a_warning(config: Path) -> None:
    text = config.read_text().replace(NOBODY, f"http://gateway.invalid{END}")
    config.write_text(text.replace("[gateway]\n", "[gateway]\nallow_plain_http = true\n"))

    first, second, *_ = examine(config, {})

    assert (first.level, second.level) == (Level.WARN, Level.OK)
    assert "plain http" in first.says
