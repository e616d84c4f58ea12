"""The topics of one terminal, below a prefix that all of its fleet share."""

from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Topics:
    """For example "terminals/T01/sale"."""

    prefix: str
    terminal: str

    @property
    def online(self) -> str:
        """Whether the terminal is there; retained, and its last will."""
        return self._below("online")

    @property
    def sale(self) -> str:
        """Each step of each sale and refund, in order."""
        return self._below("sale")

    @property
    def totals(self) -> str:
        """What a day's sales come to; today's are retained."""
        return self._below("totals")

    @property
    def health(self) -> str:
        """What works and what does not; retained."""
        return self._below("health")

    @property
    def open_orders(self) -> str:
        """The orders of which nobody knows whether they are paid; retained."""
        return self._below("open")

    @property
    def config(self) -> str:
        """A configuration for this terminal."""
        return self._below("config")

    @property
    def again(self) -> str:
        """After which step a collector wants to be told again: what was lost beyond the broker."""
        return self._below("again")

    @property
    def client(self) -> str:
        """The name of this terminal's session at the broker."""
        return self._below("").strip("/").replace("/", "-")

    def of(self, subject: str) -> str:
        """Return the topic of what is owed on a subject, for example "config/outcome"."""
        return self._below(subject)

    def _below(self, name: str) -> str:
        return f"{self.prefix}/{self.terminal}/{name}"
