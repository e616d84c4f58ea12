"""`screens --out DIR`: every screen in every language as PNG, and one contact sheet."""

from pathlib import Path
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.screen.draw import contact_sheet, draw, enlarged, png
from terminal_daemon.screen.gallery import GALLERY

SHEET: Final = "contact-sheet.png"

_TIMES: Final = 4
_SHEET_TIMES: Final = 2


def run(out: Path) -> int:
    """Write the pictures below `out`, made if need be; return the exit code. Raises OSError."""
    for language in Language:
        folder = out / language.value
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in GALLERY:
            image = enlarged(draw(picture, language), _TIMES)
            (folder / f"{name}.png").write_bytes(png(image))
    sheet = out / SHEET
    sheet.write_bytes(png(contact_sheet(GALLERY, _SHEET_TIMES)))
    print(f"{len(GALLERY)} screens in {len(Language)} languages; all of them: {sheet}")
    return 0
