"""A secret that no log line, error or repr can show by accident."""

from terminal_daemon.values.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Secret:
    """A merchant key or token; only `reveal()` gives the text."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Return the secret itself: for signing, never for showing."""
        return self._text

    def __str__(self) -> str:
        return "••••"
