"""`terminal-daemon demo`: the whole terminal with no hardware and no account."""

import logging
import sys

from terminal_daemon.config.model import Language


def run(*, script: bool, port: int | None, language: Language, debug: bool) -> int:
    """Play the script, show the demo in this terminal, or serve its page. Returns the exit code."""
    if not debug:
        logging.disable(logging.WARNING)  # lost networks and scanners are part of the play
    attached = sys.stdin.isatty() and sys.stdout.isatty()
    if not script and attached:
        from terminal_daemon.demo.stage import welcome  # noqa: PLC0415 - loads Pillow

        return welcome(port or 0, language)
    if not script and port is not None:
        from terminal_daemon.demo.page_only import serve_page  # noqa: PLC0415 - as above

        return serve_page(port, language)
    if not script:
        print("No terminal is attached, so the demo plays its script.")
        print("`terminal-daemon demo --port 0` serves the terminal to a browser instead.\n")
    from terminal_daemon.demo.script import play_script  # noqa: PLC0415 - loads a whole terminal

    return play_script(language)
