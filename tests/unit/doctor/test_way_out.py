from dataclasses import replace

import pytest

from terminal_daemon.doctor.finding import Level
from terminal_daemon.doctor.way_out import WayOut, way_findings
from terminal_daemon.gateway.replies import Failure, Reply
from terminal_daemon.sale.reason import Doubt

WAY = WayOut("gateway.example", 443, tls=True, addresses=("192.0.2.1",), answer=Reply(301))


def test_the_whole_way_is_open() -> None:
    findings = way_findings(WAY)

    assert [finding.line for finding in findings] == ["proxy", "name", "TLS", "signed query"]
    assert {finding.level for finding in findings} == {Level.OK}


def test_a_way_without_tls_is_called_a_connection() -> None:
    assert way_findings(replace(WAY, tls=False))[2].line == "connection"


def test_a_proxy_is_not_used() -> None:
    proxy, *others = way_findings(replace(WAY, proxies=("https_proxy",)))

    assert (proxy.level, "https_proxy" in proxy.says) == (Level.WARN, True)
    assert {finding.level for finding in others} == {Level.OK}


def test_where_only_the_proxy_leads_out_the_connection_says_so() -> None:
    stuck = replace(WAY, proxies=("http_proxy",), connect_error="no answer within 3 s", answer=None)

    assert "proxy" in way_findings(stuck)[-1].mend
    assert "proxy" not in way_findings(replace(stuck, proxies=()))[-1].mend


@pytest.mark.parametrize(
    ("facts", "line", "says", "mend"),
    [
        (replace(WAY, name_error="no answer"), "name", "cannot be resolved", "resolv.conf"),
        (replace(WAY, connect_error="refused"), "TLS", "port 443 cannot be", "firewall"),
        (replace(WAY, certificate_error=9), "TLS", "not valid yet", "timedatectl set-ntp"),
        (replace(WAY, certificate_error=10), "TLS", "no longer valid", "payment provider"),
        (replace(WAY, certificate_error=62), "TLS", "not gateway.example's", "log-in page"),
        (replace(WAY, certificate_error=20), "TLS", "issuer", "ca-certificates"),
        (replace(WAY, certificate_error=7, certificate_words="bad"), "TLS", "bad", "set the clock"),
        (replace(WAY, answer=Reply(101)), "signed query", "merchant key is wrong", "setup"),
        (replace(WAY, answer=Reply(200)), "signed query", "not known", "merchant_id"),
        (
            replace(WAY, answer=Failure(True, Doubt.HTTP_STATUS, "404")),
            "signed query",
            "http_status 404",
            "check url",
        ),
    ],
)
def test_each_fault_on_the_way_is_the_last_line(
    facts: WayOut, line: str, says: str, mend: str
) -> None:
    *before, finding = way_findings(facts)

    assert {other.level for other in before} == {Level.OK}
    assert (finding.level, finding.line) == (Level.FAIL, line)
    assert says in finding.says
    assert mend in finding.mend


@pytest.mark.parametrize(
    ("answer", "says"), [(Reply(108), "service hours"), (None, "want of the key")]
)
def test_what_may_be_well_another_time_is_a_warning(answer: Reply | None, says: str) -> None:
    finding = way_findings(replace(WAY, answer=answer))[-1]

    assert (finding.level, finding.line) == (Level.WARN, "signed query")
    assert says in finding.says
