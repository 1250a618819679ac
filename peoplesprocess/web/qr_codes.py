"""Addresses as squares that a telephone's camera reads."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """Return an address as a square that a telephone's camera reads."""
    # Drawing one takes a library that most pages never need.
    import segno

    drawn: Any = segno.make(address, error="l", micro=False)
    svg = drawn.svg_inline(omitsize=True, light="#fff", svgclass="square", lineclass=None, title=None)
    return Markup(svg)  # noqa: S704 - drawn by us from our own address
