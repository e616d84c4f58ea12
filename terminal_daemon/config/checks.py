"""What no key can be judged by alone: mistakes and warnings about keys that belong together."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from terminal_daemon.config import extras
from terminal_daemon.config.addresses import is_in_clear, is_loopback, uses_tls
from terminal_daemon.config.fleet_files import file_warnings
from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.model import (
    AmountSource,
    BuzzerKind,
    Config,
    Interface,
    Match,
)
from terminal_daemon.config.origins import Origins
from terminal_daemon.config.panels import LEAST, NO_DRIVER, SIZES, SPI_ONLY, holds_the_screens
from terminal_daemon.config.reading import Reading

_LOUDEST: Final = 100
_PIN_KEYS: Final = ("buzzer.pin", "leds.approved", "leds.declined", "leds.busy", "button.pin")
_BUS_PINS: Final[Mapping[tuple[Interface, int], tuple[int, ...]]] = {
    (Interface.I2C, 0): (0, 1),
    (Interface.I2C, 1): (2, 3),
    (Interface.SPI, 0): (7, 8, 9, 10, 11, 24, 25),  # luma: D/C is 24, reset is 25
}


def mistakes_between(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    """Yield the mistakes between keys; none where one of the keys is mistaken by itself."""
    yield from _url(reading, origins)
    yield from _amount(reading, origins)
    yield from _devices(reading, origins)
    yield from _pins(reading, origins)
    yield from _display(reading, origins)
    yield from _api(reading, origins)
    yield from _fleet(reading, origins)


def _url(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    gateway = reading.sections["gateway"]
    clear = reading.is_clear("gateway.url", "gateway.allow_plain_http")
    if clear and is_plain_http(gateway.url) and not gateway.allow_plain_http:
        allowed = "https://, or http:// with allow_plain_http = true"
        yield origins.mistake("gateway.url", "sends payments unprotected", allowed)


def _amount(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    amount = reading.sections["amount"]
    listens = not reading.is_clear("api.listen") or reading.sections["api"].listen
    if reading.is_clear("amount.source") and amount.source.takes_asks and not listens:
        wrong = f'"{amount.source.value}", but the API listens nowhere'
        yield origins.mistake("amount.source", wrong, "an address in [api] listen")
    clear = reading.is_clear("amount.source", "amount.fixed", "amount.maximum")
    is_fixed = amount.source is AmountSource.FIXED
    if clear and is_fixed and not 1 <= amount.fixed <= amount.maximum:
        wrong = f'{amount.fixed} cannot be charged with source = "fixed"'
        allowed = f"a whole number from 1 to {amount.maximum} fen (amount.maximum)"
        yield origins.mistake("amount.fixed", wrong, allowed)


def _devices(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    """Yield a mistake for each device that is needed and not named: no key in `match`."""
    some = "one or more of name, vendor, product, path, uniq"
    if reading.sections["scanner"].match == Match():
        yield origins.mistake("scanner.match", "names no device", some)
    is_typed = reading.sections["amount"].source.needs_keypad
    if is_typed and reading.sections["keypad"].match == Match():
        allowed = f'{some}; or [amount] source = "pos" or "fixed"'
        yield origins.mistake("keypad.match", "names no device", allowed)


def _pins(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    """Yield a mistake for each key whose pin has another use already."""
    display = reading.sections["display"]
    taken: dict[int, str] = {}
    if display.driver != NO_DRIVER and reading.is_clear("display.interface", "display.port"):
        bus = f"the display's {display.interface.value} bus"
        taken = dict.fromkeys(_BUS_PINS.get((display.interface, display.port), ()), bus)
    for key in _PIN_KEYS:
        section, _, name = key.partition(".")
        pin = getattr(reading.sections[section], name)
        unused = key == "buzzer.pin" and reading.sections["buzzer"].kind is BuzzerKind.NONE
        if pin is None or unused or not reading.is_clear(key):
            continue
        if pin in taken:
            yield origins.mistake(key, f"GPIO {pin} is taken by {taken[pin]}", "a pin of its own")
        taken.setdefault(pin, key)


def _display(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    display = reading.sections["display"]
    size, sizes = (display.width, display.height), SIZES.get(display.driver, ())
    clear = reading.is_clear("display.driver", "display.width", "display.height")
    if clear and sizes and size not in sizes:
        wrong = f'"{display.driver}" has no panel of {size[0]} x {size[1]} pixels'
        allowed = ", ".join(f"{width} x {height}" for width, height in sizes)
        yield origins.mistake("display.width", wrong, allowed)
        return
    known = clear and reading.is_clear("display.rotate") and display.driver != NO_DRIVER
    if known and not holds_the_screens(*size, display.rotate):
        wrong = f"{size[0]} x {size[1]} pixels are too few for the screens as they are rotated"
        allowed = " or ".join(f"at least {width} x {height}" for width, height in LEAST)
        yield origins.mistake("display.width", wrong, allowed)


def _api(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    api = reading.sections["api"]
    clear = reading.is_clear("api.tls_cert", "api.tls_key")
    if clear and (api.tls_cert is None) is not (api.tls_key is None):
        missing = "api.tls_cert" if api.tls_cert is None else "api.tls_key"
        yield origins.mistake(missing, "is missing, for TLS needs both", "a path, or neither")


def _fleet(reading: Reading, origins: Origins) -> Iterator[Mistake]:
    fleet = reading.sections["fleet"]
    clear = reading.is_clear("fleet.broker", "fleet.allow_plain")
    if clear and is_plain_mqtt(fleet.broker) and not fleet.allow_plain:
        allowed = "mqtts://, or mqtt:// with allow_plain = true"
        yield origins.mistake("fleet.broker", "tells of sales unprotected", allowed)
    clear = reading.is_clear("fleet.client_cert", "fleet.client_key")
    if clear and (fleet.client_cert is None) is not (fleet.client_key is None):
        missing = "fleet.client_cert" if fleet.client_cert is None else "fleet.client_key"
        yield origins.mistake(missing, "is missing, for one needs the other", "a path, or neither")


def warnings(
    config: Config, is_installed: Callable[[str], bool] = extras.is_installed
) -> tuple[str, ...]:
    """Return what is allowed but must be said at every start, each in one line."""
    found = []
    if is_plain_mqtt(config.fleet.broker):
        found.append("fleet.broker: plain mqtt: whoever is on the way can read and change sales")
    if config.fleet.broker and not is_installed(extras.FLEET):
        found.append(
            "fleet.broker: nothing is told to it, for the library aiomqtt is missing;"
            " payments are taken as usual: pip install 'terminal-daemon[fleet]'"
        )
    if config.fleet.config_keys is not None and not is_installed(extras.SEAL):
        found.append(
            "fleet.config_keys: no configuration is taken from afar, for the library cryptography"
            " is missing: sudo apt install python3-cryptography"
        )
    found += file_warnings(config.fleet)
    if config.afar is not None and config.afar.left_out:
        found.append(f"a configuration from afar is left out: {config.afar.left_out}")
    if is_plain_http(config.gateway.url):
        found.append("gateway.url: plain http: whoever is on the way can read and change payments")
    if (urlsplit(config.gateway.url).hostname or "").endswith(".example"):
        found.append("gateway.url: still the example's, which no gateway has")
    open_to_all = [address for address in config.api.listen if is_in_clear(address)]
    if open_to_all and config.api.tls_cert is None:
        where = ", ".join(open_to_all)
        found.append(f"api.listen: {where} without TLS: whoever is on the way can read the token")
    display = config.display
    if display.driver in SPI_ONLY and display.interface is Interface.I2C:
        found.append(f'display.interface: a panel with "{display.driver}" is on "spi" as a rule')
    if config.buzzer.kind is BuzzerKind.ACTIVE and 0 < config.buzzer.volume < _LOUDEST:
        found.append("buzzer.volume: an active buzzer is only loud, or mute with 0")
    return tuple(found)


def is_plain_mqtt(url: str) -> bool:
    """Tell a broker that others on the way can listen to."""
    return bool(url) and not uses_tls(url) and not is_loopback(url)


def is_plain_http(url: str) -> bool:
    """Tell an http URL that leaves this machine."""
    return bool(url) and not uses_tls(url) and not is_loopback(url)
