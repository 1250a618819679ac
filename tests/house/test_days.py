"""A day on a page is one of the place's clock: templates hand over moments and cut no day out of them."""

from __future__ import annotations

from pathlib import Path

import peoplesprocess

TEMPLATES = sorted(Path(peoplesprocess.__file__).parent.rglob("*.html"))


def test_no_template_cuts_a_day_out_of_a_moment() -> None:
    assert len(TEMPLATES) > 100
    cut = [path.name for path in TEMPLATES if ".date()" in path.read_text(encoding="utf-8")]
    assert cut == [], "a moment tells its day by itself: leave .date() away"
