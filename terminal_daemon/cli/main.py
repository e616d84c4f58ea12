"""The command line: arguments, one lazy import per command, exit codes, errors in one line."""

import os
import re
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from terminal_daemon import __version__
from terminal_daemon.cli import owner
from terminal_daemon.cli.exit_code import ExitCode

CONFIG: Final = Path("/etc/terminal-daemon/config.toml")
_HIGHEST_PORT: Final = 65535
_WIDTH: Final = 78  # columns of the service's help
_MOST_FEN: Final = 99_999_999


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    chosen = _parser(service=words[:1] == ["run"]).parse_args(words)
    debug = getattr(chosen, "debug", False)
    try:
        _set_up_log(debug=debug)
        owners = chosen.command in owner.COMMANDS
        code = owner.run(chosen) if owners else _run(chosen, debug=debug)
        sys.stdout.flush()  # here, where a reader that left can still be answered for
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the edge: nothing is above that could explain it
        service = chosen.command == "run"
        if not service and all(isinstance(cause, BrokenPipeError) for cause in _leaves(error)):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.FAILED
        return _explain(error, debug=debug, service=service)
    return code


def _set_up_log(*, debug: bool) -> None:
    from terminal_daemon.cli import logs  # noqa: PLC0415 - --help needs no logging

    logs.set_up(debug=debug, environ=os.environ)


def _run(chosen: Namespace, *, debug: bool) -> int:  # each import stands where it is needed
    match chosen.command:
        case "run":
            from terminal_daemon.cli import run  # noqa: PLC0415 - loads the whole daemon

            return run.run(chosen.config)
        case "demo":
            from terminal_daemon.cli import demo  # noqa: PLC0415 - loads the whole daemon
            from terminal_daemon.config.model import Language  # noqa: PLC0415 - as above

            language = Language(chosen.language)
            return demo.run(script=chosen.script, port=chosen.port, language=language, debug=debug)
        case "check-config":
            from terminal_daemon.cli import check_config  # noqa: PLC0415 - loads tomllib

            return check_config.run(chosen.file)
        case "setup" | "doctor":
            return _run_setting_up(chosen)
        case "refund" | "set-pin":
            return _run_refunding(chosen)
        case "devices":
            if chosen.watch:
                from terminal_daemon.cli import watch_devices  # noqa: PLC0415 - loads evdev

                return watch_devices.run(chosen.config)
            from terminal_daemon.cli import devices  # noqa: PLC0415 - loads evdev

            return devices.run(json=chosen.json)
        case "gateway-simulator":
            from terminal_daemon.cli import gateway_simulator  # noqa: PLC0415 - loads the bank

            return gateway_simulator.run(chosen.port)
        case _:
            from terminal_daemon.cli import screens  # noqa: PLC0415 - loads Pillow

            return screens.run(chosen.out)


def _run_setting_up(chosen: Namespace) -> int:
    if chosen.command == "setup":
        from terminal_daemon.cli import setup  # noqa: PLC0415 - loads all that it tries out

        options = setup.Options(
            chosen.config, chosen.answers, chosen.root, force=chosen.force, start=chosen.start
        )
        return setup.run(options)
    from terminal_daemon.cli import doctor  # noqa: PLC0415 - loads all that it looks at

    if chosen.sound:
        return doctor.run_sound(chosen.config)
    return doctor.run(chosen.config, json=chosen.json)


def _run_refunding(chosen: Namespace) -> int:
    if chosen.command == "set-pin":
        from terminal_daemon.cli import set_pin  # noqa: PLC0415 - loads tomllib

        return set_pin.run(chosen.config)
    from terminal_daemon.cli import refund  # noqa: PLC0415 - as above

    return refund.run(chosen.config, refund.Order(chosen.order, chosen.amount))


def _parser(*, service: bool) -> ArgumentParser:
    """Return what reads the arguments; `service`: of that command, whose start waits for it."""
    # To look up the width of a window, for each argument that is added, loads much.
    formatter = partial(HelpFormatter, width=_WIDTH) if service else HelpFormatter
    parser = ArgumentParser(
        prog="terminal-daemon",
        description="A countertop terminal for WeChat barcode payment.",
        formatter_class=formatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    _add_debug(parser)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, does: str) -> ArgumentParser:
        added = commands.add_parser(name, help=does, description=does, formatter_class=formatter)
        _add_debug(added)
        return added

    run = command("run", "the service; systemd starts this")
    _add_config(run)
    if service:
        return parser
    demo = command("demo", "the whole terminal with no hardware and no account")
    _add_demo(demo)
    check = command("check-config", "every mistake in the configuration at once")
    check.add_argument("file", type=Path, nargs="?", default=CONFIG, help=f"default {CONFIG}")
    _add_setting_up(command)
    owner.add_to(command, _add_config)
    _add_refunding(command)
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


def _explain(error: Exception, *, debug: bool, service: bool) -> int:
    """Say what went wrong, a line for each cause; a surprise in the service, also where."""
    import logging  # noqa: PLC0415 - only where something went wrong

    from terminal_daemon.config.mistakes import ConfigError  # noqa: PLC0415 - as above
    from terminal_daemon.values.errors import TerminalError  # noqa: PLC0415 - as above

    log = logging.getLogger(__name__)
    causes = list(_leaves(error))
    for cause in causes:
        lines = cause.mistakes if isinstance(cause, ConfigError) else (_sentence(cause),)
        for line in lines:
            log.error("%s", line)
    unforeseen = not all(isinstance(cause, TerminalError) for cause in causes)
    if debug or (service and unforeseen):
        log.error("this is where it comes from:", exc_info=error)
    return ExitCode.CONFIG if isinstance(error, ConfigError) else ExitCode.FAILED


def _leaves(error: Exception) -> Iterator[Exception]:
    """Yield what a TaskGroup bundled, one by one."""
    if isinstance(error, ExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error


def _sentence(error: Exception) -> str:
    from terminal_daemon.values.errors import TerminalError  # noqa: PLC0415 - as above

    if isinstance(error, TerminalError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return f"a bug, please report it: {type(error).__name__}: {error}"
