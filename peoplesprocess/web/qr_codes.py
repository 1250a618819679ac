"""QR codes of addresses."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """Return the QR code of an address as SVG."""
    # Imported here, as most pages need no QR code.
    import segno

    drawn: Any = segno.make(address, error="l", micro=False)
    svg = drawn.svg_inline(omitsize=True, light="#fff", svgclass="square", lineclass=None, title=None)
    return Markup(svg)  # noqa: S704 - drawn by us from our own address
