import pytest

from terminal_daemon.doctor.broker import BrokerFacts, broker_finding
from terminal_daemon.doctor.finding import Level

URL = "mqtts://broker.example:8883"


@pytest.mark.parametrize(
    ("facts", "level", "says"),
    [
        (BrokerFacts(URL, tls=True), Level.OK, f"{URL} answers, TLS verified, and takes"),
        (BrokerFacts(URL, tls=False), Level.OK, f"{URL} answers, without TLS, and takes"),
        (BrokerFacts(URL, tls=True, has_library=False), Level.WARN, "aiomqtt is missing"),
        (BrokerFacts(URL, tls=True, error="Not authorized"), Level.WARN, f"{URL}: Not authorized"),
        (BrokerFacts(URL, tls=True, unread=("t/T01/config",)), Level.WARN, "terminal: t/T01/con"),
    ],
)
def test_a_broker_out_of_reach_is_told_and_stops_no_payment(
    facts: BrokerFacts, level: Level, says: str
) -> None:
    finding = broker_finding(facts)

    assert (finding.line, finding.level) == ("broker", level)
    assert says in finding.says
    assert bool(finding.mend) is (level is Level.WARN)
