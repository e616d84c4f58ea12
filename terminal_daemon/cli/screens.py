"""`screens --out DIR`: every screen in every language and size as PNG, and contact sheets."""

from pathlib import Path
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.screen.draw import contact_sheet, draw, enlarged, png
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.shapes import SHAPES

SHEET: Final = "contact-sheet.png"

_TIMES: Final = 4
_SHEET_TIMES: Final = 2
_SHEET_WIDTH: Final = 1024  # pixels of the panels beside each other, before they are enlarged
_OVERALL_COLUMNS: Final = 2


def run(out: Path) -> int:
    """Write the pictures below `out`, made if need be; return the exit code. Raises OSError."""
    sizes = [shape.size for shape in SHAPES]
    for width, height in sizes:
        for language in Language:
            folder = out / f"{width}x{height}" / language.value
            folder.mkdir(parents=True, exist_ok=True)
            for name, picture in GALLERY:
                image = enlarged(draw(picture, language, (width, height)), _TIMES)
                (folder / f"{name}.png").write_bytes(png(image))
        columns = _SHEET_WIDTH // (width * len(Language))
        sheet = contact_sheet(GALLERY, [(width, height)], _SHEET_TIMES, columns)
        (out / f"contact-sheet-{width}x{height}.png").write_bytes(png(sheet))
    overall = out / SHEET
    overall.write_bytes(png(contact_sheet(GALLERY, sizes, 1, _OVERALL_COLUMNS)))
    print(
        f"{len(GALLERY)} screens in {len(Language)} languages and {len(sizes)} sizes; "
        f"all of them: {overall}"
    )
    return 0
