"""The command line: one lazy import per command, exit codes, errors in one line."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, cast

from terminal_daemon.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from argparse import Namespace

CONFIG: Final = Path("/etc/terminal-daemon/config.toml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    chosen = _chosen(words)
    debug = getattr(chosen, "debug", False)
    try:
        _set_up_log(debug=debug)
        code = _run(chosen, debug=debug)
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


def _chosen(words: Sequence[str]) -> "Namespace":
    """Read the arguments; those with which systemd starts the service wait for no argparse."""
    match list(words):
        case ["run"]:
            return _service(CONFIG)
        case ["run", "--config", file] if not file.startswith("-"):
            return _service(Path(file))
    from terminal_daemon.cli import arguments  # noqa: PLC0415 - loads argparse

    return arguments.parser().parse_args(words)


def _service(config: Path) -> "Namespace":
    return cast("Namespace", SimpleNamespace(command="run", config=config))


def _set_up_log(*, debug: bool) -> None:
    from terminal_daemon.cli import logs  # noqa: PLC0415 - --help needs no logging

    logs.set_up(debug=debug, environ=os.environ)


def _run(chosen: "Namespace", *, debug: bool) -> int:  # each import stands where it is needed
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
        case "setup" | "doctor" | "sign-config":
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
        case "screens":
            from terminal_daemon.cli import screens  # noqa: PLC0415 - loads Pillow

            return screens.run(chosen.out)
        case _:
            from terminal_daemon.cli import owner  # noqa: PLC0415 - loads argparse

            return owner.run(chosen)


def _run_setting_up(chosen: "Namespace") -> int:
    if chosen.command == "setup":
        from terminal_daemon.cli import setup  # noqa: PLC0415 - loads all that it tries out

        options = setup.Options(
            chosen.config, chosen.answers, chosen.root, force=chosen.force, start=chosen.start
        )
        return setup.run(options)
    if chosen.command == "sign-config":
        from terminal_daemon.cli import sign_config  # noqa: PLC0415 - at the desk alone

        return sign_config.run(chosen)
    from terminal_daemon.cli import doctor  # noqa: PLC0415 - loads all that it looks at

    if chosen.sound:
        return doctor.run_sound(chosen.config)
    return doctor.run(chosen.config, json=chosen.json)


def _run_refunding(chosen: "Namespace") -> int:
    if chosen.command == "set-pin":
        from terminal_daemon.cli import set_pin  # noqa: PLC0415 - loads tomllib

        return set_pin.run(chosen.config)
    from terminal_daemon.cli import refund  # noqa: PLC0415 - as above

    return refund.run(chosen.config, refund.Order(chosen.order, chosen.amount))


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
