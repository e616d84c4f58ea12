import asyncio
from pathlib import Path

import pytest

from terminal_daemon.api.exchange import Answer, Call, Peer
from terminal_daemon.api.pages import FOLDER, TYPES, Pages, read_pages
from terminal_daemon.api.problems import Refused
from terminal_daemon.api.routing import Routing


def get(folder: Path, path: str, **headers: str) -> Answer:
    routing = Routing(Pages(read_pages(folder)).routes())
    sent = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    route, call = routing.route(Call("GET", path, Peer("x"), sent))
    assert route.open

    async def answer() -> Answer:
        return await route.answer(call)

    return asyncio.run(answer())


def test_the_page_and_its_files_are_served_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>")
    (tmp_path / "panel.css").write_text("p{}")

    first, style = get(tmp_path, "/"), get(tmp_path, "/panel/panel.css")

    assert (first.body, first.content_type) == (b"<p>", "text/html; charset=utf-8")
    assert (style.body, style.content_type) == (b"p{}", "text/css; charset=utf-8")
    unchanged = get(tmp_path, "/", if_none_match=first.headers["ETag"])
    assert (unchanged.status, unchanged.body) == (304, b"")


def test_files_can_be_served_at_another_place(tmp_path: Path) -> None:
    (tmp_path / "demo.js").write_text("1")
    paths = [route.path for route in Pages(read_pages(tmp_path), at="/demo").routes()]

    assert paths == ["/", "/demo/{name}"]


def test_nothing_else_is_served(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "folder.js").mkdir()

    for path in ("/", "/panel/__init__.py", "/panel/notes.txt", "/panel/folder.js", "/panel/.."):
        with pytest.raises(Refused):
            get(tmp_path, path)


def test_every_file_of_the_page_has_a_type() -> None:
    others = {".py", ""}
    found = {path.suffix for path in FOLDER.iterdir() if path.is_file()}
    assert found <= set(TYPES) | others
