"""`terminal-daemon devices`: what could be scanner or keypad, and the lines that choose it."""

import glob
import sys
from collections.abc import Iterable, Mapping
from json import dumps
from typing import Protocol

from terminal_daemon.cli.printable import printable
from terminal_daemon.config.template import toml
from terminal_daemon.keys.kernel import INPUT, EvdevSource
from terminal_daemon.keys.match import DeviceInfo, is_keyboard


class Devices(Protocol):
    """What the command needs to know."""

    def devices(self) -> Iterable[DeviceInfo]:
        """Return the readable devices."""
        ...

    def unreadable(self) -> Iterable[str]:
        """Return the nodes that exist and may not be read."""
        ...


def run(*, json: bool = False, source: Devices | None = None) -> int:
    """List the input devices on stdout; return 0, or 1 where none can be read."""
    source = EvdevSource() if source is None else source
    try:
        found = tuple(source.devices())
        hidden = tuple(source.unreadable())
    except ImportError:
        print("Input devices cannot be listed: Python's evdev is missing.", file=sys.stderr)
        return 1
    if json:
        print(dumps([as_json(info) for info in found], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(described(info) for info in found), end="\n" if found else "")
    if hidden or not found:
        print(_missing(len(hidden)), file=sys.stderr)
    return 0 if found else 1


def described(info: DeviceInfo) -> str:
    """Return one device in a few lines, with what to paste if it types."""
    lines = [
        shown_name(info.name),
        f"  vendor:product {info.vendor:04x}:{info.product:04x}",
        f"  path {stable_path(info)}",
    ]
    if not is_keyboard(info):
        return "\n".join([*lines, "  types no digits: neither scanner nor keypad"])
    match = match_toml(info)
    if match is None:
        return "\n".join([*lines, "  has no name, number or stable path to choose it by"])
    choice = f"    {match}"
    lines += [
        "  as the scanner:",
        "    [scanner]",
        choice,
        "  as the keypad:",
        "    [keypad]",
        choice,
    ]
    return "\n".join(lines)


def as_json(info: DeviceInfo) -> Mapping[str, object]:
    """Return one device as the JSON output tells it."""
    return {
        "name": info.name,
        "vendor": info.vendor,
        "product": info.product,
        "uniq": info.uniq,
        "path": stable_path(info),
        "node": info.path,
        "keyboard": is_keyboard(info),
        "match": match_toml(info) if is_keyboard(info) else None,
    }


def stable_path(info: DeviceInfo) -> str:
    """Return the link that survives replugging, or the node where there is none."""
    return info.links[0] if info.links else info.path


def match_toml(info: DeviceInfo) -> str | None:
    """Return the line of the configuration that fits this kind of device; None where none does."""
    spelt = {
        key: f"0x{value:04X}" if isinstance(value, int) else toml(value)
        for key, value in match_of(info).items()
    }
    pairs = ", ".join(f"{key} = {value}" for key, value in spelt.items())
    return f"match = {{ {pairs} }}" if pairs else None


def match_of(info: DeviceInfo) -> dict[str, str | int]:
    """Return the keys of `match` that fit this kind of device; none where nothing is stable."""
    keys: dict[str, str | int] = {"name": glob.escape(info.name)} if info.name else {}
    if info.vendor or info.product:
        keys |= {"vendor": info.vendor, "product": info.product}
    if not keys and info.links:
        keys = {"path": glob.escape(info.links[0])}
    return keys


def shown_name(name: str) -> str:
    """Return a device's name as it may be shown."""
    return printable(name) or "(no name)"


def _missing(hidden: int) -> str:
    if hidden:
        return (
            f"{hidden} input device(s) cannot be read by this user: "
            "run with sudo, or `sudo usermod -aG input $USER` and log in again."
        )
    return f"No input device can be listed: nothing is connected that shows in {INPUT}."
