# noqa: INP001 - a script, in no package
"""Cut the font that the screen needs out of GNU Unifont.

Usage, after a text has changed:
    python tools/subset_font.py /usr/share/unifont/unifont.hex

Debian's package `unifont` has the file. Written is terminal_daemon/screen/unifont-subset.hex with
printable ASCII, some punctuation, and every character of the screen's texts.
"""

import argparse
import dataclasses
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from terminal_daemon.screen.font import SUBSET
from terminal_daemon.screen.texts import TEXTS

ASCII = {chr(code) for code in range(0x20, 0x7F)}
PUNCTUATION = set("¥£€°·×…•–—“”‘’、。，：；！？（）《》￥")


def needed_characters() -> set[str]:
    """Return every character that the subset must have."""
    said = (char for texts in TEXTS.values() for text in _strings(texts) for char in text)
    return ASCII | PUNCTUATION | set(said)


def cut(unifont: str, wanted: set[str]) -> str:
    """Return the wanted lines of the .hex file, in order of code point. Raises SystemExit."""
    lines = {chr(int(line.split(":")[0], 16)): line for line in unifont.splitlines() if line}
    missing = sorted(wanted - lines.keys())
    if missing:
        raise SystemExit(f"this font lacks {' '.join(missing)}")
    return "".join(f"{lines[char]}\n" for char in sorted(wanted))


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _strings(each)
        case tuple():
            for each in value:
                yield from _strings(each)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                yield from _strings(getattr(value, field.name))


def main() -> None:
    """Write the subset."""
    parser = argparse.ArgumentParser(description="Cut the screen's font out of GNU Unifont.")
    parser.add_argument("unifont", type=Path, help="unifont.hex")
    source = parser.parse_args().unifont.read_text(encoding="ascii")
    wanted = needed_characters()
    SUBSET.write_text(cut(source, wanted), encoding="ascii")
    sys.stdout.write(f"{len(wanted)} characters written to {SUBSET}\n")


if __name__ == "__main__":
    main()
