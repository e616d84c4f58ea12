from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.model import AmountSection, Match, ScannerSection
from terminal_daemon.config.origins import Origins
from terminal_daemon.config.reading import DEFAULTS, Reading, read_sections
from terminal_daemon.values.amount import Fen

GATEWAY = {
    "url": "https://gateway.example/paygate/merchant_info",
    "merchant_id": "59382e3cffea0e5fcd0cfc3e",
}


def read(tables: dict[str, object], lines: dict[str, int] | None = None) -> Reading:
    return read_sections({"gateway": GATEWAY} | tables, Origins(lines or {}, {}))


def test_what_is_not_given_has_its_default() -> None:
    reading = read({"amount": {"maximum": 100}, "scanner": {"match": {"vendor": 0x05E0}}})

    assert reading.mistakes == ()
    assert reading.sections["amount"] == AmountSection(maximum=Fen(100))
    assert reading.sections["scanner"] == ScannerSection(Match(vendor=0x05E0))
    assert reading.sections["keypad"] == DEFAULTS["keypad"]


def test_every_mistake_is_found_in_one_reading() -> None:
    reading = read(
        {
            "gateway": {"url": "nonsense", "pase": "quick", "reply_timeout": "3s"},
            "getaway": {},
            "buzzer": 7,
            "display": {"interface": "usb"},
            "scanner": {"match": {"nane": "x"}},
        },
        {"gateway.pase": 4, "gateway.reply_timeout": 5, "getaway": 7},
    )

    assert [str(mistake).partition(";")[0] for mistake in reading.mistakes] == [
        'line 7: getaway: is no section, did you mean "gateway"?',
        'line 4: gateway.pase: is no key of [gateway], did you mean "pace"?',
        'gateway.url: "nonsense" begins neither with https:// nor with http://',
        "gateway.merchant_id: is missing",
        'line 5: gateway.reply_timeout: "3s" is text',
        'scanner.match: "nane" is not known, did you mean "name"?',
        'display.interface: "usb" is not known',
        "buzzer: is no section",
    ]
    assert reading.mistaken == {
        "gateway.pase",
        "gateway.url",
        "gateway.merchant_id",
        "gateway.reply_timeout",
        "scanner.match",
        "display.interface",
    }
    assert not reading.is_clear("gateway.pace", "gateway.url")
    assert reading.is_clear("gateway.pace", "amount.fixed")


def test_every_mistake_but_a_stray_name_says_what_is_allowed() -> None:
    (missing,) = read({"gateway": {"url": GATEWAY["url"]}}).mistakes

    assert missing == Mistake(
        "gateway.merchant_id", "is missing", "the gateway's number for the shop"
    )


def test_the_value_of_an_unknown_key_is_never_shown() -> None:
    reading = read({"gateway": GATEWAY | {"key": "m4X2zlJufeTWZLNHOrmNCbJ4TQrKuaCo"}})

    assert "m4X2" not in str(reading.mistakes[0])


names = st.sampled_from([*DEFAULTS, "x", "\n"])
keys = st.sampled_from(["url", "pay_types", "match", "fixed", "rotate", "listen", "\x1b"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, values | st.dictionaries(keys, values), max_size=5))
def test_whatever_the_tables_hold_every_mistake_is_one_line(tables: dict[str, object]) -> None:
    reading = read_sections(tables, Origins({}, {}))

    assert all(str(mistake).isprintable() for mistake in reading.mistakes)
    assert reading.sections.keys() == DEFAULTS.keys()
