"""Questions to the person at the keyboard. Raises EOFError where nobody answers."""

import sys
import termios
from getpass import getpass
from typing import Protocol


class Person(Protocol):
    """Whoever answers."""

    def say(self, text: str) -> None:
        """Show a line."""
        ...

    def ask(self, question: str, default: str = "") -> str:
        """Return the answer, or the default where there is none."""
        ...

    def ask_secret(self, question: str) -> str:
        """Return the answer, which is not shown."""
        ...

    def forget_typed(self) -> None:
        """Throw away what was typed and not read: a scanner types here too."""
        ...


class Console:
    """The terminal, or a script on standard input."""

    def say(self, text: str) -> None:
        """Show a line."""
        print(text, flush=True)

    def ask(self, question: str, default: str = "") -> str:
        """Return the answer, or the default where there is none."""
        shown = f"{question} [{default}]: " if default else f"{question}: "
        return input(shown).strip() or default

    def ask_secret(self, question: str) -> str:
        """Return the answer, which is not shown."""
        shown = f"{question}: "
        return (getpass(shown) if sys.stdin.isatty() else input(shown)).strip()

    def forget_typed(self) -> None:
        """Throw away what was typed and not read."""
        if sys.stdin.isatty():
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
