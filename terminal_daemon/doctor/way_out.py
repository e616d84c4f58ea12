"""The way to the gateway: proxy, name, connection, certificate, and a signed query."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.gateway.replies import Failure, Reply
from terminal_daemon.values.dataclass import dataclass

_NOT_YET_VALID: Final = 9  # OpenSSL's X509_V_ERR_…
_EXPIRED: Final = 10
_UNKNOWN_ISSUER: Final = frozenset({18, 19, 20, 21})
_OUT_OF_HOURS: Final = 108
_OTHER_HOST: Final = frozenset({62, 64})
_CLOCK: Final = "set the clock: sudo timedatectl set-ntp true"
_ROUTER: Final = "check cable or Wi-Fi and the router: ip route; ping -c3"

_REFUSED: Final[Mapping[int, tuple[str, str]]] = {
    100: ("the request was not understood", "upgrade the terminal, then call support"),
    101: (
        "the signature is refused: the merchant key is wrong, or not this merchant's",
        "sudo terminal-daemon setup, with the key of this merchant_id",
    ),
    103: ("a field is missing", "upgrade the terminal, then call support"),
    200: ("the merchant is not known", "check merchant_id in [gateway]"),
    201: ("the merchant is suspended", "ask the payment provider"),
    202: ("the way of paying is not open", "ask the payment provider"),
    1500: ("the channel is not configured", "ask the payment provider"),
}


@dataclass(frozen=True, slots=True)
class WayOut:
    """What happened on the way, as far as it went."""

    host: str
    port: int
    tls: bool
    proxies: tuple[str, ...] = ()
    """Settings that name a proxy."""
    addresses: tuple[str, ...] = ()
    name_error: str = ""
    connect_error: str = ""
    certificate_error: int | None = None
    """OpenSSL's number for why the certificate does not hold."""
    certificate_words: str = ""
    answer: Reply | Failure | None = None
    """To a query for an order that never exists; None: it was not sent."""
    date: int | None = None
    """The gateway's clock."""


def way_findings(facts: WayOut) -> tuple[Finding, ...]:
    """Return the lines from here to the gateway, up to the first that fails."""
    lines = [_proxy(facts)]
    lines.append(_name(facts))
    if facts.name_error:
        return tuple(lines)
    lines.append(_connection(facts))
    if not facts.connect_error and facts.certificate_error is None:
        lines.append(_query(facts.answer))
    return tuple(lines)


def _proxy(facts: WayOut) -> Finding:
    if not facts.proxies:
        return ok("proxy", "none is set, none is used")
    return warn(
        "proxy",
        f"{', '.join(facts.proxies)} is set; the terminal goes to the gateway without it",
        f"let this machine reach {facts.host} port {facts.port} directly",
    )


def _name(facts: WayOut) -> Finding:
    if facts.name_error:
        return fail(
            "name",
            f"{facts.host} cannot be resolved: {facts.name_error}",
            f"{_ROUTER} ROUTER; cat /etc/resolv.conf",
        )
    return ok("name", f"{facts.host} is {', '.join(facts.addresses)}")


def _connection(facts: WayOut) -> Finding:
    line = "TLS" if facts.tls else "connection"
    where = f"{facts.host} port {facts.port}"
    if facts.certificate_error is not None:
        return _certificate(facts.certificate_error, facts)
    if facts.connect_error:
        behind = "; behind a proxy it must be let through directly" if facts.proxies else ""
        return fail(
            line,
            f"{where} cannot be reached: {facts.connect_error}",
            f"{_ROUTER} {facts.host}; a firewall must let it out{behind}",
        )
    if not facts.tls:
        return ok(line, f"{where} answers, without TLS")
    return ok(line, f"{where} answers with a good certificate")


def _certificate(error: int, facts: WayOut) -> Finding:
    if error == _NOT_YET_VALID:
        return fail("TLS", "the gateway's certificate is not valid yet by this clock", _CLOCK)
    if error == _EXPIRED:
        return fail(
            "TLS",
            "the gateway's certificate is no longer valid by this clock",
            f"{_CLOCK}; if it is right, call the payment provider",
        )
    if error in _OTHER_HOST:
        return fail(
            "TLS",
            f"the certificate is not {facts.host}'s",
            "check url in [gateway]; a hotel's or shop's log-in page may stand in between",
        )
    if error in _UNKNOWN_ISSUER:
        return fail(
            "TLS",
            "the certificate's issuer is not known",
            "sudo apt install --reinstall ca-certificates; a firewall may open the connections"
            " in between",
        )
    return fail("TLS", f"the certificate is refused: {facts.certificate_words}", _CLOCK)


def _query(answer: Reply | Failure | None) -> Finding:
    line = "signed query"
    if answer is None:
        return warn(line, "not sent, for want of the key", "mend the key file first")
    if isinstance(answer, Failure):
        said = f"{answer.doubt.value} {answer.detail}".strip()
        return fail(
            line, f"no usable answer: {said}", "check url in [gateway]; then call the provider"
        )
    if answer.code in _REFUSED:
        says, mend = _REFUSED[answer.code]
        return fail(line, f"{says} (code {answer.code})", mend)
    if answer.code == _OUT_OF_HOURS:
        return warn(line, "outside the gateway's service hours (code 108)", "try again later")
    return ok(line, f"the gateway took our signature (code {answer.code})")
