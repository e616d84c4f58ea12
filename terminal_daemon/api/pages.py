"""The page's files: which there are, what they are, and that they are served as they stand."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from terminal_daemon.api.exchange import Answer, Call, Route
from terminal_daemon.api.problems import Kind, refused
from terminal_daemon.values.dataclass import dataclass

TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
}
"""What may be served, by the ends of the names; nothing else in the folder is."""

FOLDER: Final = Path(__file__).with_name("panel")
_FIRST: Final = "index.html"
_NO_CHANGE: Final = 304


@dataclass(frozen=True, slots=True)
class File:
    """One file in memory."""

    content: bytes
    content_type: str

    @property
    def tag(self) -> str:
        """The ETag."""
        return f'"{sha256(self.content).hexdigest()[:16]}"'


def read_pages(folder: Path = FOLDER) -> Mapping[str, File]:
    """Read every file that is served. Blocks. Raises OSError."""
    return {
        path.name: File(path.read_bytes(), TYPES[path.suffix])
        for path in sorted(folder.iterdir())
        if path.suffix in TYPES and path.is_file()
    }


class Pages:
    """Answers with the files, each at its name below `at`, and the first one at the root."""

    def __init__(self, files: Mapping[str, File], at: str = "/panel") -> None:
        self._at = at
        self._files = {name: (file, file.tag) for name, file in files.items()}

    def routes(self) -> tuple[Route, ...]:
        """Return where they are; nobody has to log in to get the page that logs in."""
        return (
            Route("GET", "/", self._first, open=True),
            Route("GET", f"{self._at}/{{name}}", self._named, open=True),
        )

    async def _first(self, call: Call) -> Answer:
        return self._file(_FIRST, call)

    async def _named(self, call: Call) -> Answer:
        return self._file(call.named["name"], call)

    def _file(self, name: str, call: Call) -> Answer:
        if name not in self._files:
            raise refused(Kind.NOT_FOUND)
        file, tag = self._files[name]
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if call.header("if-none-match") == tag:
            return Answer(b"", _NO_CHANGE, file.content_type, headers)
        return Answer(file.content, 200, file.content_type, headers)
