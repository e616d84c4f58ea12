"""The arguments of every command, and what of them cannot be meant."""

import re
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal_daemon import __version__
from terminal_daemon.cli import owner, sign_config
from terminal_daemon.cli.main import CONFIG

_HIGHEST_PORT: Final = 65535
_MOST_FEN: Final = 99_999_999


def parser() -> ArgumentParser:
    """Return what reads the arguments of every command."""
    parser = ArgumentParser(
        prog="terminal-daemon", description="A countertop terminal for WeChat barcode payment."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    _add_debug(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: str) -> ArgumentParser:
        added = commands.add_parser(name, help=does, description=does)
        _add_debug(added)
        return added

    run = command("run", "the service; systemd starts this")
    _add_config(run)
    demo = command("demo", "the whole terminal with no hardware and no account")
    _add_demo(demo)
    check = command("check-config", "every mistake in the configuration at once")
    check.add_argument("file", type=Path, nargs="?", default=CONFIG, help=f"default {CONFIG}")
    _add_setting_up(command)
    owner.add_to(command, _add_config)
    _add_refunding(command)
    sign_config.add_to(command)
    devices = command("devices", "input devices, and the lines of configuration that choose them")
    how = devices.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for programs")
    how.add_argument("--watch", action="store_true", help="show what each scan reads as")
    _add_config(devices, "for --watch, ")
    simulator = command("gateway-simulator", "the simulated gateway alone, for integrators")
    simulator.add_argument("--port", type=_port, default=0, metavar="N", help="default any free")
    screens = command("screens", "every screen in every language and size of panel as PNG")
    screens.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="where they go, made if need be: a folder for each size and language, and all of them"
        " on contact-sheet.png; what has the same name is replaced",
    )
    return parser


def _add_demo(demo: ArgumentParser) -> None:
    demo.epilog = (
        "In a terminal it shows the screen and takes typed keys; the address that it prints is the "
        "same terminal in a browser on this machine, with a keypad and customers to tap."
    )
    demo.add_argument(
        "--script",
        action="store_true",
        help="play a list of customers 30 times as fast as life, a line for each, compare every "
        "sale with the simulated bank, and exit with 0 only if all ended as they should",
    )
    demo.add_argument(
        "--port",
        type=_port,
        metavar="N",
        help="serve the page at 127.0.0.1:N, 0 for any free port (the default); where no terminal "
        "is attached, this serves the page alone instead of playing the script",
    )
    demo.add_argument(
        "--language",
        choices=("zh-CN", "en"),
        default="zh-CN",
        help="of the terminal's screen, by default zh-CN; the page has a switch of its own",
    )


def _add_setting_up(command: Callable[[str, str], ArgumentParser]) -> None:
    setup = command("setup", "asks for what a new terminal needs, writes it, starts the service")
    setup.add_argument(
        "--from", dest="answers", type=Path, metavar="FILE", help="take the answers from a file"
    )
    setup.add_argument("--force", action="store_true", help="replace a configuration unasked")
    setup.add_argument("--no-start", dest="start", action="store_false", help="start no service")
    setup.add_argument(
        "--root", type=Path, default=Path("/"), metavar="DIR", help="set up the system in DIR"
    )
    setup.set_defaults(config=CONFIG)
    doctor = command("doctor", "looks at everything the terminal needs, and how to mend it")
    how = doctor.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for programs")
    how.add_argument("--sound", action="store_true", help="which kind of buzzer is it? listen")
    _add_config(doctor)


def _add_refunding(command: Callable[[str, str], ArgumentParser]) -> None:
    refund = command("refund", "gives back what an order was paid, or a part of it")
    refund.add_argument("order", type=_order, metavar="ORDER", help="the order's whole number")
    refund.add_argument(
        "--amount", type=_fen, metavar="FEN", help="so many fen; without it all that is left"
    )
    _add_config(refund)
    set_pin = command("set-pin", "sets the operator's PIN, which refunds need")
    _add_config(set_pin)


def _order(text: str) -> str:
    if not re.fullmatch("[A-Za-z0-9_]{5,32}", text):
        raise ArgumentTypeError(f"{text!r} is no order number, as for example T01_7K3M2QXA_000042")
    return text


def _fen(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:12]) <= _MOST_FEN):
        raise ArgumentTypeError(f"{text!r} is no whole number of fen: 1250 is ¥12.50")
    return int(text)


def _add_config(parser: ArgumentParser, when: str = "") -> None:
    help_text = f"{when}default {CONFIG}"
    parser.add_argument("--config", type=Path, default=CONFIG, metavar="FILE", help=help_text)


def _add_debug(parser: ArgumentParser) -> None:
    help_text = "log more, and show where an error comes from"
    parser.add_argument("--debug", action="store_true", default=SUPPRESS, help=help_text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= _HIGHEST_PORT):
        raise ArgumentTypeError(f"{text!r} is no port from 0 to {_HIGHEST_PORT}")
    return int(text)
