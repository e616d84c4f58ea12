"""`terminal-daemon demo`: the whole terminal with no hardware and no account."""

import logging
import sys

from terminal_daemon.config.model import Language


def run(*, script: bool, port: int, language: Language, debug: bool) -> int:
    """Play the script where asked to, or where nobody sits at a terminal. Returns the exit code."""
    if not debug:
        logging.disable(logging.WARNING)  # lost networks and scanners are part of the play
    if script or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from terminal_daemon.demo.script import play_script  # noqa: PLC0415 - loads aiohttp

        return play_script(port, language)
    from terminal_daemon.demo.stage import welcome  # noqa: PLC0415 - loads aiohttp and Pillow

    return welcome(port, language)
