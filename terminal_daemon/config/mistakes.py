"""What is wrong with a configuration: every mistake, each in one plain line."""

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.errors import TerminalError


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend. `where` is a key, a file or an environment variable."""

    where: str
    wrong: str
    allowed: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """Return for example "line 12: gateway.pace: "slow" is not known; allowed: …"."""
        line = "" if self.line is None else f"line {self.line}: "
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{line}{self.where}: {self.wrong}{allowed}"


class ConfigError(TerminalError):
    """The configuration cannot be used; `mistakes` holds all of it, in the file's order."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(map(str, mistakes)))
        self.mistakes = mistakes
