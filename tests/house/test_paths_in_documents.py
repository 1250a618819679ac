"""What documents call by its path is there: a file that was renamed is renamed in them too."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DOCUMENTS = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted((PROJECT / "docs").rglob("*.md"))]
FOLDERS = ("peoplesprocess", "tests", "migrations", "bench", "deploy")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?<![\w./<>-])\w[\w/-]*\.(?:py|html|css)\b(?!\w)")


def test_every_path_in_a_document_is_there() -> None:
    endings = {ending for path in _files() for ending in _endings(path)}
    assert len(endings) > 1000
    gone = {
        f"{document.relative_to(PROJECT)}: {path}"
        for document in DOCUMENTS
        for path in paths(document.read_text())
        if path not in endings
    }
    assert gone == set()


def test_a_path_is_seen_wherever_it_stands_in_code() -> None:
    """Planted fault: `models/gone.py` is found, a pattern with a gap is not taken for a path."""
    said = "in `models/gone.py`, `flask import x.py --dry-run` and `exports/<what>_sheets.py`, not gone.py"
    assert paths(said) == ["models/gone.py", "x.py"]


def paths(text: str) -> list[str]:
    """The paths of sources that a document names in code."""
    return [path for code in CODE.findall(text) for path in PATH.findall(code)]


def _files() -> list[Path]:
    below = (path for folder in FOLDERS for path in (PROJECT / folder).rglob("*.*"))
    return [path.relative_to(PROJECT) for path in (*below, *PROJECT.glob("*.py"))]


def _endings(path: Path) -> list[str]:
    return ["/".join(path.parts[start:]) for start in range(len(path.parts))]
