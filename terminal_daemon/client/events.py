"""Server-sent events out of bytes, however they were cut."""

from typing import Final

from terminal_daemon.values.dataclass import dataclass

_LONGEST: Final = 1 << 20  # bytes of one event; ours have a thousand


@dataclass(frozen=True, slots=True)
class Message:
    """One event as it was dispatched."""

    name: str
    data: str
    last_id: str
    """Where the stream is once this event was taken."""


class TooLong(ValueError):
    """An event does not end: this is no stream of events."""


class EventParser:
    """Takes the bytes of one connection; an event whose end did not come is none."""

    def __init__(self, last_id: str = "") -> None:
        self.last_id = last_id
        self._rest = b""
        self._new_id = last_id
        self._name = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[Message]:
        """Return the events that end in this chunk. Raises TooLong."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        messages = [message for line in lines if (message := self._line(line)) is not None]
        if self._size + len(self._rest) > _LONGEST:
            raise TooLong(f"more than {_LONGEST} bytes")
        return messages

    def _line(self, line: bytes) -> Message | None:
        text = line.removesuffix(b"\r").decode("utf-8", "replace")
        if not text:
            return self._dispatched()
        self._size += len(line)
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self._name = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._new_id = value
            case _:  # a comment, `retry`, or what a newer terminal says besides
                pass
        return None

    def _dispatched(self) -> Message | None:
        self.last_id = self._new_id
        name, data = self._name, self._data
        self._name, self._data, self._size = "", [], 0
        return Message(name, "\n".join(data), self.last_id) if data else None
