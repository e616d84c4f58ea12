"""The configuration's sections as frozen classes: every key, its unit and its default.

A field is named like its key; its rule says the unit, and what else than the default is allowed.
"""

from datetime import time
from enum import Enum
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from terminal_daemon.config.addresses import (
    AbsolutePath,
    GatewayUrl,
    is_loopback,
)
from terminal_daemon.config.callers import (
    LOCAL_ONLY,
    NOBODY_REFUNDS,
    ApiSection,
    RefundSection,
)
from terminal_daemon.config.fleet import NO_FLEET, FleetSection
from terminal_daemon.config.panels import DRIVERS
from terminal_daemon.config.receipt import NO_PRINTER, ReceiptSection
from terminal_daemon.config.remote import InForce
from terminal_daemon.config.rules import (
    Choice,
    Choices,
    OneOf,
    Pin,
    Seconds,
    Switch,
    Whole,
    at_most,
    pattern,
)
from terminal_daemon.config.tables import REQUIRED, Table
from terminal_daemon.config.zones import OF_THE_MACHINE, TimeOfDay, TimeZone
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.dataclass import dataclass, fields
from terminal_daemon.values.order_number import TERMINAL_ID
from terminal_daemon.values.owner import Owner
from terminal_daemon.values.secret import Secret

MOST_FEN: Final = 99_999_999  # below a million yuan: more is a slip of the finger
_NOTHING: Final = Fen(0)
_MIDNIGHT: Final = time(0)
_USUAL_MAXIMUM: Final = Fen(500_000)
_STABLE_PATH: Final = "/dev/input/by-(id|path)/[^/]{1,220}"
_STABLE_PATH_IN_WORDS: Final = (
    "a link below /dev/input/by-id/ or /dev/input/by-path/ as `terminal-daemon devices` shows it"
    " (eventN changes with every plug)"
)
# Of digits alone it could be taken for part of a code, and blanks at the ends are not looked at.
_AFFIX: Final = "(?=.*[^0-9 ])[ -~]{1,16}|"
_AFFIX_IN_WORDS: Final = "up to 16 printable ASCII characters, not digits and blanks alone"


class Language(Enum):
    """The language of the screen."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


class Pace(Enum):
    """How often an open order is queried; sale/rules.py has the waits."""

    QUICK = "quick"
    MANUAL = "manual"


class AmountSource(Enum):
    """Where amounts come from."""

    KEYPAD = "keypad"
    POS = "pos"
    KEYPAD_AND_POS = "keypad+pos"
    FIXED = "fixed"

    @property
    def needs_keypad(self) -> bool:
        """Tell whether amounts are typed on the keypad."""
        return self in (AmountSource.KEYPAD, AmountSource.KEYPAD_AND_POS)

    @property
    def takes_asks(self) -> bool:
        """Tell whether the cash register may start sales."""
        return self in (AmountSource.POS, AmountSource.KEYPAD_AND_POS)


class AmountEntry(Enum):
    """How typed digits are read."""

    DECIMAL = "decimal"
    FEN = "fen"


class Interface(Enum):
    """The bus of the display."""

    I2C = "i2c"
    SPI = "spi"


class BuzzerKind(Enum):
    """A passive buzzer plays tones, an active one only knows on and off."""

    PASSIVE = "passive"
    ACTIVE = "active"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TerminalSection:
    """[terminal]: who this terminal is."""

    id: Annotated[str, pattern(TERMINAL_ID.pattern, "1 to 12 letters and digits")] = "T01"
    store_id: Annotated[str, at_most(32)] = ""
    operator: Annotated[str, at_most(32)] = ""
    description: Annotated[str, pattern(".{1,40}", "1 to 40 characters")] = "扫码收款"
    language: Annotated[Language, Choice(Language)] = Language.CHINESE
    time_zone: Annotated[str, TimeZone()] = OF_THE_MACHINE
    day_begins: Annotated[time, TimeOfDay()] = _MIDNIGHT


@dataclass(frozen=True, slots=True)
class GatewaySection:
    """[gateway]: where payments go."""

    url: Annotated[str, GatewayUrl(), REQUIRED] = ""
    merchant_id: Annotated[
        str, pattern("[A-Za-z0-9_-]{1,64}", "the gateway's number for the shop"), REQUIRED
    ] = ""
    key_file: Annotated[Path, AbsolutePath()] = Path("/etc/terminal-daemon/merchant.key")
    pay_types: Annotated[frozenset[PayType], Choices(PayType)] = frozenset({PayType.WECHAT})
    connect_timeout: Annotated[float, Seconds(0.5, 30)] = 3.0
    reply_timeout: Annotated[float, Seconds(1, 60)] = 10.0
    # WeChat revokes an order that is not paid at 45 s; nothing may be called not paid before.
    confirm_window: Annotated[float, Seconds(47, 600)] = 47.0
    pace: Annotated[Pace, Choice(Pace)] = Pace.QUICK
    allow_plain_http: Annotated[bool, Switch()] = False
    test: Annotated[bool, Switch()] = False

    @property
    def owner(self) -> Owner:
        """Return whose orders are made with these keys."""
        parts = urlsplit(self.url)
        return Owner(self.merchant_id, f"{parts.hostname or ''}{parts.path}")

    @property
    def moves_no_money(self) -> bool:
        """Tell whether it is a test gateway, or the simulator on this machine."""
        return self.test or is_loopback(self.url)


@dataclass(frozen=True, slots=True)
class AmountSection:
    """[amount]: how an amount comes about."""

    source: Annotated[AmountSource, Choice(AmountSource)] = AmountSource.KEYPAD
    entry: Annotated[AmountEntry, Choice(AmountEntry)] = AmountEntry.DECIMAL
    fixed: Annotated[Fen, Whole(0, MOST_FEN, "fen")] = _NOTHING
    maximum: Annotated[Fen, Whole(1, MOST_FEN, "fen")] = _USUAL_MAXIMUM
    scan_timeout: Annotated[float, Seconds(5, 600)] = 60.0


@dataclass(frozen=True, slots=True)
class Match:
    """Which input device is meant; every key that is given must fit. Globs in `name`, `path`."""

    name: Annotated[str, pattern(".{1,256}", 'text, for example "*Barcode*"')] = ""
    vendor: Annotated[int | None, Whole(0, 0xFFFF)] = None
    product: Annotated[int | None, Whole(0, 0xFFFF)] = None
    path: Annotated[str, pattern(_STABLE_PATH, _STABLE_PATH_IN_WORDS)] = ""
    uniq: Annotated[str, pattern(".{1,256}", "text, as `terminal-daemon devices` shows it")] = ""

    def __str__(self) -> str:
        """Return it as it stands in the configuration."""
        keys = {key.name: getattr(self, key.name) for key in fields(self)}
        given = (
            f"{key} = 0x{value:04X}" if isinstance(value, int) else f'{key} = "{value}"'
            for key, value in keys.items()
            if value not in ("", None)
        )
        return f"{{ {', '.join(given)} }}"


@dataclass(frozen=True, slots=True)
class ScannerSection:
    """[scanner]: which device it is, and what it is set to add to each code."""

    match: Annotated[Match, Table(Match)] = Match()
    prefix: Annotated[str, pattern(_AFFIX, _AFFIX_IN_WORDS)] = ""
    suffix: Annotated[str, pattern(_AFFIX, _AFFIX_IN_WORDS)] = ""


@dataclass(frozen=True, slots=True)
class DeviceSection:
    """[keypad]."""

    match: Annotated[Match, Table(Match)] = Match()


@dataclass(frozen=True, slots=True)
class DisplaySection:
    """[display]: the OLED."""

    driver: Annotated[str, OneOf(DRIVERS)] = "ssd1306"
    interface: Annotated[Interface, Choice(Interface)] = Interface.I2C
    port: Annotated[int, Whole(0, 63)] = 1
    address: Annotated[int, Whole(0x03, 0x77)] = 0x3C
    width: Annotated[int, Whole(16, 256, "pixels")] = 128
    height: Annotated[int, Whole(16, 128, "pixels")] = 64
    rotate: Annotated[int, Whole(0, 3, "quarter turns")] = 0
    dim_after: Annotated[float, Seconds(0, 86400)] = 300.0
    blank_after: Annotated[float, Seconds(0, 86400)] = 3600.0


@dataclass(frozen=True, slots=True)
class BuzzerSection:
    """[buzzer]."""

    pin: Annotated[int, Whole(0, 27, "(BCM number)")] = 18
    kind: Annotated[BuzzerKind, Choice(BuzzerKind)] = BuzzerKind.PASSIVE
    volume: Annotated[int, Whole(0, 100, "(0 is mute)")] = 100
    mute_keys: Annotated[bool, Switch()] = False


@dataclass(frozen=True, slots=True)
class LedsSection:
    """[leds]: lamps beside the screen; None is no lamp."""

    approved: Annotated[int | None, Pin()] = None
    declined: Annotated[int | None, Pin()] = None
    busy: Annotated[int | None, Pin()] = None


@dataclass(frozen=True, slots=True)
class ButtonSection:
    """[button]: cancels as Esc does; None is no button."""

    pin: Annotated[int | None, Pin()] = None


@dataclass(frozen=True, slots=True)
class JournalSection:
    """[journal]."""

    path: Annotated[Path, AbsolutePath()] = Path("/var/lib/terminal-daemon/journal.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that was configured. `key` was read from the key file.

    `token` is the API's, read where it listens to more than a unix socket, and `refund_token` one
    that may also give money back. `pin` is the operator's, hashed; `fleet_password` the broker's.
    """

    terminal: TerminalSection = TerminalSection()
    gateway: GatewaySection = GatewaySection()
    amount: AmountSection = AmountSection()
    scanner: ScannerSection = ScannerSection(Match(name="*Barcode*"))
    keypad: DeviceSection = DeviceSection(Match(name="*Keypad*"))
    display: DisplaySection = DisplaySection()
    buzzer: BuzzerSection = BuzzerSection()
    leds: LedsSection = LedsSection()
    button: ButtonSection = ButtonSection()
    journal: JournalSection = JournalSection()
    refund: RefundSection = NOBODY_REFUNDS
    receipt: ReceiptSection = NO_PRINTER
    api: ApiSection = LOCAL_ONLY
    fleet: FleetSection = NO_FLEET
    key: Secret
    token: Secret | None = None
    refund_token: Secret | None = None
    pin: Secret | None = None
    fleet_password: Secret | None = None
    afar: InForce | None = None
    """What was configured from afar, where something was."""
