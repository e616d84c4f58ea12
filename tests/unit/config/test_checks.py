from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.config.callers import ApiSection
from terminal_daemon.config.checks import is_plain_http, mistakes_between, warnings
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.model import (
    BuzzerKind,
    BuzzerSection,
    Config,
    DisplaySection,
    GatewaySection,
    Interface,
)
from terminal_daemon.config.origins import Origins
from terminal_daemon.config.reading import read_sections
from terminal_daemon.config.remote import InForce
from terminal_daemon.values.secret import Secret

HTTPS = "https://pay.shop.test/paygate/merchant_info"
HTTP = "http://pay.shop.test/paygate/merchant_info"


def mistakes(gateway: dict[str, object] | None = None, **tables: object) -> list[str]:
    required = {"url": HTTPS, "merchant_id": "1"} | (gateway or {})
    origins = Origins({}, {})
    reading = read_sections({"gateway": required} | tables, origins)
    return [str(mistake).partition(";")[0] for mistake in mistakes_between(reading, origins)]


def test_nothing_is_wrong_with_the_defaults() -> None:
    assert mistakes() == []


def test_plain_http_leaves_the_machine_only_when_allowed() -> None:
    assert mistakes(gateway={"url": HTTP}) == ["gateway.url: sends payments unprotected"]
    assert mistakes(gateway={"url": HTTP, "allow_plain_http": True}) == []
    assert mistakes(gateway={"url": HTTP, "allow_plain_http": "yes"}) == []  # told already


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (HTTP, True),
        (HTTPS, False),
        ("http://127.0.0.1:8080/", False),
        ("http://127.9.9.9/", False),
        ("http://[::1]:8080/", False),
        ("http://LOCALHOST/", False),
        ("http://localhost.evil.example/", True),
        ("http://192.168.1.4/", True),
        ("", False),
    ],
)
def test_what_leaves_the_machine_unprotected(url: str, *, plain: bool) -> None:
    assert is_plain_http(url) is plain


@pytest.mark.parametrize("source", ["pos", "keypad+pos"])
def test_a_register_needs_a_place_to_ask(source: str) -> None:
    amount: dict[str, object] = {"source": source}

    assert mistakes(amount=amount) == []
    assert mistakes(amount=amount, api={"listen": []}) == [
        f'amount.source: "{source}", but the API listens nowhere'
    ]
    assert mistakes(amount=amount, api={"listen": "x"}) == []  # told already
    assert mistakes(api={"listen": []}) == []


@pytest.mark.parametrize(
    ("amount", "wrong"),
    [
        ({"source": "fixed"}, True),
        ({"source": "fixed", "fixed": 1}, False),
        ({"source": "fixed", "fixed": 500000}, False),
        ({"source": "fixed", "fixed": 500001}, True),
        ({"source": "fixed", "fixed": 11, "maximum": 10}, True),
        ({"source": "keypad", "fixed": 0}, False),
        ({"source": "fixed", "fixed": "x"}, False),  # told already
        ({"source": "fixed", "maximum": "x"}, False),  # told already
    ],
)
def test_a_fixed_amount_must_be_one_that_can_be_charged(
    amount: dict[str, object], *, wrong: bool
) -> None:
    found = mistakes(amount=amount)

    assert len(found) == int(wrong)
    assert all("cannot be charged" in mistake for mistake in found)


def test_without_a_scanner_nothing_is_sold_and_without_a_keypad_no_typed_amount() -> None:
    nothing: dict[str, object] = {"match": {}}

    assert mistakes(scanner=nothing) == ["scanner.match: names no device"]
    assert mistakes(keypad=nothing) == ["keypad.match: names no device"]
    assert mistakes(keypad=nothing, amount={"source": "keypad+pos"}) != []
    assert mistakes(keypad=nothing, amount={"source": "pos"}) == []
    assert mistakes(keypad=nothing, amount={"source": "fixed", "fixed": 1}) == []
    assert mistakes(keypad={"match": {"nane": "x"}}) == []  # told already


@pytest.mark.parametrize(
    ("tables", "wrong"),
    [
        ({"leds": {"busy": 18}}, ["leds.busy: GPIO 18 is taken by buzzer.pin"]),
        (
            {"leds": {"approved": 5, "declined": 5}, "button": {"pin": 5}},
            [
                "leds.declined: GPIO 5 is taken by leds.approved",
                "button.pin: GPIO 5 is taken by leds.approved",
            ],
        ),
        ({"leds": {"approved": 5, "declined": 6, "busy": 7}, "button": {"pin": 8}}, []),
        ({"leds": {"busy": 18}, "buzzer": {"kind": "none"}}, []),
        ({"leds": {"busy": "none"}, "button": {"pin": "none"}}, []),
        ({"leds": {"busy": 18}, "buzzer": {"pin": 99}}, []),  # told already
        ({"button": {"pin": 2}}, ["button.pin: GPIO 2 is taken by the display's i2c bus"]),
        ({"button": {"pin": 2}, "display": {"driver": "none"}}, []),
        ({"button": {"pin": 2}, "display": {"port": 99}}, []),  # told already
        ({"button": {"pin": 2}, "display": {"port": 5}}, []),
        (
            {"buzzer": {"pin": 25}, "display": {"interface": "spi", "port": 0}},
            ["buzzer.pin: GPIO 25 is taken by the display's spi bus"],
        ),
    ],
)
def test_no_pin_has_two_uses(tables: dict[str, object], wrong: list[str]) -> None:
    assert mistakes(None, **tables) == wrong


@pytest.mark.parametrize(
    ("kind", "volume", "told"),
    [
        (BuzzerKind.ACTIVE, 50, True),
        (BuzzerKind.ACTIVE, 100, False),
        (BuzzerKind.ACTIVE, 0, False),
        (BuzzerKind.PASSIVE, 50, False),
    ],
)
def test_a_volume_that_the_buzzer_cannot_have_is_told(
    kind: BuzzerKind, volume: int, *, told: bool
) -> None:
    buzzer = BuzzerSection(kind=kind, volume=volume)
    found = warnings(Config(gateway=GatewaySection(url=HTTPS), buzzer=buzzer, key=Secret("k")))

    assert [line.partition(":")[0] for line in found] == ["buzzer.volume"] * told


def test_unprotected_payments_are_warned_of() -> None:
    config = Config(gateway=GatewaySection(url=HTTP, allow_plain_http=True), key=Secret("k"))

    (warning,) = warnings(config)
    assert "plain http" in warning
    assert warnings(replace(config, gateway=GatewaySection(url=HTTPS))) == ()


def test_the_examples_address_is_warned_of() -> None:
    url = "https://gateway.example/paygate/merchant_info"

    (warning,) = warnings(Config(gateway=GatewaySection(url=url), key=Secret("k")))
    assert "gateway.url" in warning


@pytest.mark.parametrize(("interface", "count"), [(Interface.I2C, 1), (Interface.SPI, 0)])
def test_a_panel_that_is_on_spi_as_a_rule_is_warned_of(interface: Interface, count: int) -> None:
    display = DisplaySection(driver="ssd1351", interface=interface, width=128, height=128)
    config = Config(gateway=GatewaySection(url=HTTPS), display=display, key=Secret("k"))

    assert len(warnings(config)) == count


def too_few(width: int, height: int) -> str:
    return f"{width} x {height} pixels are too few for the screens as they are rotated"


@pytest.mark.parametrize(
    ("display", "wrong"),
    [
        ({}, None),
        ({"height": 32}, None),
        ({"width": 64, "height": 48}, None),
        ({"driver": "none", "width": 17}, None),
        ({"driver": "ws0010", "width": 100, "height": 16}, too_few(100, 16)),
        ({"width": 96, "height": 16}, too_few(96, 16)),
        ({"rotate": 1}, None),
        ({"height": 32, "rotate": 1}, too_few(128, 32)),
        ({"height": 32, "rotate": 2}, None),
        ({"width": 64, "height": 48, "rotate": 3}, too_few(64, 48)),
        ({"height": 32, "rotate": "1"}, None),  # told already
        ({"width": 100}, '"ssd1306" has no panel of 100 x 64 pixels'),
        ({"driver": "ssd1351"}, '"ssd1351" has no panel of 128 x 64 pixels'),
        ({"driver": "ssd1351", "height": 128}, None),
        ({"width": "100"}, None),  # told already
    ],
)
def test_a_driver_has_its_sizes(display: dict[str, object], wrong: str | None) -> None:
    assert mistakes(display=display) == ([] if wrong is None else [f"display.width: {wrong}"])


@pytest.mark.parametrize("section", ["scanner", "keypad"])
def test_a_node_that_changes_with_every_plug_is_no_path(section: str) -> None:
    for path, wrong in (
        ("/dev/input/event3", True),
        ("/dev/input/by-id/../event3", True),
        ("/dev/input/by-id/usb-Newland*-event-kbd", False),
        ("/dev/input/by-path/platform-usb-0:1.3:1.0-event-kbd", False),
    ):
        tables = {section: {"match": {"path": path}}}
        found = [str(each) for each in read_sections(tables, Origins({}, {})).mistakes]
        about = [each for each in found if each.startswith(section)]
        assert bool(about) is wrong
        assert all("by-id" in each and "`terminal-daemon devices`" in each for each in about)


@pytest.mark.parametrize(
    ("affix", "wrong"),
    [
        ("", 0),
        ("]Q1", 0),
        ("A", 0),
        ("13", 2),
        ("0", 2),
        ("é", 2),
        ("x" * 17, 2),
        ("x" * 16, 0),
        ("1 ", 2),
    ],
)
def test_what_a_scanner_adds_can_never_be_part_of_a_code(affix: str, wrong: int) -> None:
    tables = {"scanner": {"prefix": affix, "suffix": affix}}
    found = [str(each) for each in read_sections(tables, Origins({}, {})).mistakes]
    assert sum(each.startswith("scanner.") for each in found) == wrong


@pytest.mark.parametrize(
    ("api", "wrong"),
    [
        ({}, []),
        ({"tls_cert": "/c.pem", "tls_key": "/k.pem"}, []),
        ({"tls_cert": "/c.pem"}, ["api.tls_key: is missing, for TLS needs both"]),
        ({"tls_key": "/k.pem"}, ["api.tls_cert: is missing, for TLS needs both"]),
        ({"tls_key": "k.pem"}, []),  # told already
    ],
)
def test_tls_needs_certificate_and_key(api: dict[str, object], wrong: list[str]) -> None:
    assert mistakes(api=api) == wrong


@pytest.mark.parametrize(
    ("listen", "cert", "count"),
    [
        (("unix:/a", "127.0.0.1:1", "localhost:1", "[::1]:1"), None, 0),
        (("0.0.0.0:1",), None, 1),
        (("[::]:1", "till.example:1"), None, 1),
        (("0.0.0.0:1",), Path("/c.pem"), 0),
    ],
)
def test_a_token_in_clear_on_the_network_is_warned_of(
    listen: tuple[str, ...], cert: Path | None, count: int
) -> None:
    config = Config(key=Secret("k"), api=ApiSection(listen=listen, tls_cert=cert))

    assert sum("api.listen" in warning for warning in warnings(config)) == count


@pytest.mark.parametrize(
    ("broker", "allowed", "count"),
    [
        ("mqtts://broker.example", False, 0),
        ("mqtt://127.0.0.1", False, 0),
        ("mqtt://broker.example", False, 1),
        ("mqtt://broker.example", True, 0),
        (7, False, 0),
    ],
)
def test_plain_mqtt_leaves_the_machine_only_when_allowed(
    broker: object, allowed: bool, count: int
) -> None:
    found = mistakes(fleet={"broker": broker, "allow_plain": allowed})

    assert found == count * ["fleet.broker: tells of sales unprotected"]


@pytest.mark.parametrize(
    ("fleet", "wrong"),
    [
        ({"client_cert": "/c", "client_key": "/k"}, []),
        ({"client_cert": "/c"}, ["fleet.client_key: is missing, for one needs the other"]),
        ({"client_key": "/k"}, ["fleet.client_cert: is missing, for one needs the other"]),
        ({"client_key": "/k", "client_cert": "c"}, []),
    ],
)
def test_a_client_certificate_needs_its_key(fleet: dict[str, object], wrong: list[str]) -> None:
    assert mistakes(fleet=fleet) == wrong


def test_a_broker_that_others_listen_to_or_without_its_library_is_warned_of() -> None:
    fleet = FleetSection("mqtt://broker.example", allow_plain=True)
    config = Config(gateway=GatewaySection(url=HTTPS), fleet=fleet, key=Secret("k"))

    plain, missing = warnings(config, lambda library: library != "aiomqtt")
    assert "plain mqtt" in plain
    assert "payments are taken as usual" in missing
    assert warnings(config, lambda _: True) == (plain,)
    config = replace(config, fleet=FleetSection("mqtts://broker.example"))
    assert warnings(config, lambda _: True) == ()
    assert warnings(replace(config, fleet=FleetSection()), lambda _: False) == ()


def test_what_came_from_afar_and_is_left_out_is_said() -> None:
    config = Config(gateway=GatewaySection(url=HTTPS), afar=InForce(0, (), "bad"), key=Secret("k"))

    assert warnings(config) == ("a configuration from afar is left out: bad",)
    assert warnings(replace(config, afar=InForce(3, ("buzzer.volume",)))) == ()


def test_keys_without_the_library_that_verifies_are_said(tmp_path: Path) -> None:
    keys = tmp_path / "config.pub"
    keys.write_text("-----BEGIN PUBLIC KEY-----\n")
    fleet = FleetSection(config_keys=keys)
    config = Config(gateway=GatewaySection(url=HTTPS), fleet=fleet, key=Secret("k"))

    (missing,) = warnings(config, lambda library: library != "cryptography")
    assert missing.startswith("fleet.config_keys: no configuration is taken from afar")
    assert warnings(config, lambda _: True) == ()
    keys.unlink()
    (unread,) = warnings(config, lambda _: True)
    assert unread.startswith(f"fleet.config_keys: {keys} cannot be read")
