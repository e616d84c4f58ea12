"""What the page of the demo can touch: the keypad, the scanner, the plugs; and its own files."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from terminal_daemon.api.answers import json_answer
from terminal_daemon.api.exchange import Answer, Call, Route
from terminal_daemon.api.pages import FOLDER, File, Pages, read_pages
from terminal_daemon.api.problems import FieldError, Kind, invalid, refused
from terminal_daemon.api.requests import read_object
from terminal_daemon.config.model import BuzzerKind
from terminal_daemon.demo.world import Part, World
from terminal_daemon.sale.effects import Sound
from terminal_daemon.simulator.codes import with_digits
from terminal_daemon.simulator.customers import CUSTOMERS
from terminal_daemon.sound.tunes import cuts, tune

PAGE: Final = Path(__file__).with_name("page")
PASSWORDS: Final = ("2008", "2030")
"""The customers with a password that stand on the page; any other NN can be scanned."""

THINGS: Final[Mapping[str, str]] = {
    "product": "6901234567892",
    "alipay": "280000000000000001",
    "half": "1300000000",
}
"""What else may lie before the scanner."""

_KEYS: Final = re.compile(r"[-0-9.+/\n\x08\x1b]{1,32}")
_CODE: Final = re.compile(r"[ -~]{1,64}")
_PARTS: Final = {part.value: part for part in Part}
_HEAD_ENDS: Final = b"</head>"
_OURS: Final = (
    b'  <link rel="stylesheet" href="/demo/demo.css">\n'
    b'  <script type="module" src="/demo/demo.js"></script>\n'
)


class Controls:
    """The calls of the demo's page, on one world."""

    def __init__(self, world: World) -> None:
        """Read the page's files. Raises OSError."""
        self._world = world
        index = read_pages(FOLDER)["index.html"]
        content = index.content.replace(_HEAD_ENDS, _OURS + _HEAD_ENDS)
        with_ours = File(content, index.content_type)
        self._pages = Pages({**read_pages(PAGE), "index.html": with_ours}, at="/demo")

    def routes(self) -> tuple[Route, ...]:
        """Return the calls, and the page that knows of them in place of the plain one."""
        return (
            Route("GET", "/v1/demo", self._known),
            Route("POST", "/v1/demo/keys", self._keys),
            Route("POST", "/v1/demo/scan", self._scan),
            Route("POST", "/v1/demo/plugs", self._plugs),
            *self._pages.routes(),
        )

    async def _known(self, call: Call) -> Answer:  # noqa: ARG002 - every call is alike
        return json_answer(
            {
                "customers": sorted([*(customer.digits for customer in CUSTOMERS), *PASSWORDS]),
                "things": THINGS,
                "plugs": self._plugged(),
                "tunes": {
                    sound.value: [
                        [note.hertz, note.seconds] for note in tune(BuzzerKind.PASSIVE, sound)
                    ]
                    for sound in Sound
                },
                "heard_out": [sound.value for sound in Sound if not cuts(Sound.WRONG, sound)],
            }
        )

    async def _keys(self, call: Call) -> Answer:
        keys = _text(await read_object(call), "keys", _KEYS)
        _type(self._world.press, keys)
        return json_answer({})

    async def _scan(self, call: Call) -> Answer:
        asked = await read_object(call)
        if "digits" in asked:
            customer = with_digits(_text(asked, "digits", re.compile(r"[0-9]{4}")))
            if customer is None:
                raise invalid(FieldError("digits", "no customer has these digits"))
            code = self._world.new_code(customer)
        else:
            code = _text(asked, "code", _CODE)
        _type(self._world.scan, code)
        return json_answer({})

    async def _plugs(self, call: Call) -> Answer:
        asked = await read_object(call)
        for name, is_in in asked.items():
            if name not in _PARTS or not isinstance(is_in, bool):
                raise invalid(FieldError(name, f"{', '.join(_PARTS)}: true or false"))
        for name, is_in in asked.items():
            self._world.plug(_PARTS[name], is_in=is_in)
        return json_answer(self._plugged())

    def _plugged(self) -> dict[str, bool]:
        return {part.value: self._world.is_in(part) for part in Part}


def _text(asked: Mapping[str, Any], name: str, fits: re.Pattern[str]) -> str:
    """Return a text that fits. Raises Refused."""
    text = asked.get(name)
    if not isinstance(text, str) or not fits.fullmatch(text):
        raise invalid(FieldError(name, f"a text like {fits.pattern}"))
    return text


def _type(keyboard: Callable[[str], None], text: str) -> None:
    """Type it. Raises Refused: nobody reads as fast as that."""
    try:
        keyboard(text)
    except BlockingIOError:
        raise refused(Kind.TOO_MANY_REQUESTS) from None
