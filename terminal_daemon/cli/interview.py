"""What `setup` asks, one question after the other, until each answer can be used."""

import glob
from collections.abc import Callable, Sequence
from typing import Final

from terminal_daemon.cli.answers import Answers
from terminal_daemon.cli.console import Person
from terminal_daemon.cli.devices import match_of, shown_name, stable_path
from terminal_daemon.config.checks import is_plain_http
from terminal_daemon.config.model import (
    Config,
    GatewaySection,
    Language,
    Match,
    TerminalSection,
)
from terminal_daemon.config.pin import LEAST, MOST, is_pin
from terminal_daemon.config.rules import Rule
from terminal_daemon.config.tables import rules_of
from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.keys.match import DeviceInfo, is_keyboard, matches
from terminal_daemon.values.secret import Secret

_GATEWAY: Final = rules_of(GatewaySection)
_TERMINAL: Final = rules_of(TerminalSection)
_DEFAULT: Final = Config(key=Secret(""))

Listen = Callable[[Sequence[DeviceInfo], bool], DeviceInfo | None]
"""Return the keyboard on which a line was typed (True: scanned), or None if none was."""


def interview(person: Person, devices: Sequence[DeviceInfo], listen: Listen) -> Answers:
    """Ask for all that a terminal cannot do without. Raises EOFError where nobody answers."""
    url = _address(person)
    merchant = _until(person, "Merchant's number (merchant_id)", "", _GATEWAY["merchant_id"])
    key = _key(person)
    name = _until(person, "This terminal's own name, another for each", "T01", _TERMINAL["id"])
    languages = "Language of the screen, " + " or ".join(language.value for language in Language)
    language = _until(person, languages, Language.CHINESE.value, _TERMINAL["language"])
    boards = [info for info in devices if is_keyboard(info)]
    scanner = _device(person, "scanner", boards, listen)
    others = [info for info in boards if not _is_part_of(info, scanner)]
    keypad = _device(person, "keypad", others, listen)
    values: dict[str, dict[str, object]] = {
        "terminal": {"id": name, "language": getattr(language, "value", language)},
        "gateway": {"url": url, "merchant_id": merchant},
    }
    if scanner is not None:
        values["scanner"] = {"match": _match(scanner, keypad)}
    if keypad is not None:
        values["keypad"] = {"match": _match(keypad, scanner)}
    return Answers(values, key, _pin(person))


def _address(person: Person) -> str:
    while True:
        url = str(_until(person, "Gateway's address (https://…)", "", _GATEWAY["url"]))
        if not is_plain_http(url):
            return url
        person.say("  That sends payments unprotected; allowed: https://")


def _until(person: Person, question: str, default: str, rule: Rule) -> object:
    while True:
        try:
            return rule.read(person.ask(question, default))
        except NotAllowed as error:
            person.say(f"  That {error}; allowed: {rule.allowed}")


def _key(person: Person) -> Secret:
    while True:
        words = person.ask_secret("Merchant key (it is not shown)").split()
        if len(words) == 1 and words[0].isascii():
            return Secret(words[0])
        person.say("  That is no key: one word without spaces.")


def _pin(person: Person) -> Secret | None:
    """Return the operator's PIN, typed twice; None where there is to be none, or no other."""
    question = f"Operator's PIN for refunds, {LEAST} to {MOST} digits (not shown; Enter: none now)"
    while pin := person.ask_secret(question):
        if not is_pin(pin):
            person.say(f"  That is no PIN; allowed: {LEAST} to {MOST} digits.")
        elif person.ask_secret("The same once more") == pin:
            return Secret(pin)
        else:
            person.say("  These were two different ones.")
    return None


def _device(
    person: Person, what: str, boards: Sequence[DeviceInfo], listen: Listen
) -> DeviceInfo | None:
    """Return the device that was scanned or typed on, or chosen by its number."""
    if not boards:
        person.say(
            f"No device is plugged in that could be the {what}; the default stays,"
            f" {getattr(_DEFAULT, what).match}. If its name is another, plug it in and run setup"
            " again."
        )
        return None
    if what == "scanner":
        person.say("Scan any code now (it is not kept) …")
    else:
        person.say("Press a digit and Enter on the keypad now …")
    heard = listen(boards, what == "scanner")
    person.forget_typed()
    if heard is not None:
        person.say(f"  The {what} is: {shown_name(heard.name)}")
        return heard
    person.say(f"  Nothing was heard. What could be the {what}:")
    for number, info in enumerate(boards, 1):
        person.say(f"  {number}. {shown_name(info.name)} at {stable_path(info)}")
    while True:
        answer = person.ask("Its number, or 0 for none of them", "0")
        if answer.isascii() and answer.isdigit() and int(answer[:4]) <= len(boards):
            return boards[int(answer) - 1] if int(answer) else None
        person.say(f"  That is no number from 0 to {len(boards)}.")


def _match(info: DeviceInfo, other: DeviceInfo | None) -> dict[str, object]:
    """Return what chooses this device and not the other: by its plug where they are alike."""
    match: dict[str, object] = {**match_of(info)}
    links = sorted(info.links, key=lambda link: "by-path" not in link)
    if links and other is not None and matches(Match(**match), other):  # type: ignore[arg-type]
        return {"path": glob.escape(links[0])}
    return match


def _is_part_of(info: DeviceInfo, other: DeviceInfo | None) -> bool:
    """Tell whether both are keyboards of one device."""
    if other is None:
        return False
    plug, same = (one.phys.partition("/input")[0] for one in (info, other))
    return info is other or (plug != "" and plug == same)
