"""The index of decisions names each one by its title, and each says whether it is in force."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
FILES = sorted(FOLDER.glob("[0-9]*.md"))


def test_each_decision_is_in_the_index_once_by_its_title() -> None:
    listed = re.findall(r"^\* \[(.+)\]\((.+)\)$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    titles = [(path.read_text().splitlines()[0].removeprefix("# "), path.name) for path in FILES]
    assert sorted(listed) == sorted(titles)


def test_each_decision_says_its_status() -> None:
    silent = [
        path.name for path in FILES if not re.search(r"^\*\*Status\.\*\* \w", path.read_text(), re.MULTILINE)
    ]
    assert silent == []
