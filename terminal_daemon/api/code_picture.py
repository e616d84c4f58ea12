"""A QR code as a picture for a browser."""

from typing import Final

from terminal_daemon.screen.bitmap import Bitmap

SVG: Final = "image/svg+xml"
_MARGIN: Final = 4  # modules, as the norm wants it


def svg(modules: Bitmap) -> bytes:
    """Return the modules black on white, of any size."""
    across, down = modules.width + 2 * _MARGIN, modules.height + 2 * _MARGIN
    dark = "".join(
        f"M{x + _MARGIN} {y + _MARGIN}h1v1h-1z"
        for y, row in enumerate(modules.rows)
        for x in range(modules.width)
        if row >> (modules.width - 1 - x) & 1
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{across}v{down}H0z"/>'
        f'<path d="{dark}"/></svg>'
    ).encode()
