"""The container's file without a container: what it copies is enough to start and to be looked after."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.servers import PROJECT, free_port, stop

FILE = (PROJECT / "deploy" / "Containerfile").read_text(encoding="utf-8")
WORD = b"six words that nobody would guess\n"
Inside = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    """What the image has, started by its own command; run something beside it, with words on its input."""
    app, data, port = tmp_path / "app", tmp_path / "data", free_port()
    copied(app)
    data.mkdir(mode=0o700)
    settings = {**settings_of(FILE), "INSTANCE": str(data), "HOST": "127.0.0.1", "PORT": str(port)}
    environment = {**os.environ, **settings, "LOG": "off"}

    def beside(*arguments: str, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [".venv/bin/python", "-m", "flask", "--app", "wsgi", *arguments]
        return subprocess.run(
            command, cwd=app, env=environment, input=sent, capture_output=True, timeout=120, check=False
        )

    before = {path for path in app.rglob("*") if ".venv" not in path.parts}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command_of(FILE), cwd=app, env=environment, stdout=log, stderr=log)
    try:
        assert becomes_ready(port, process), (tmp_path / "log").read_text()
        yield beside
    finally:
        stop(process)
    assert process.returncode == 0, "it does not end by the signal that is sent to it"
    written = {path for path in app.rglob("*") if ".venv" not in path.parts} - before
    assert written == set(), "something was written beside the volume"


@pytest.mark.campaign
def test_what_is_copied_starts_and_the_guides_lines_work_in_it(inside: Inside, tmp_path: Path) -> None:
    assert b"/invitation/" in inside("set-up-link").stdout
    made = inside("backup", "-", "--passphrase-file", "-", sent=WORD)
    assert made.returncode == 0, made.stderr
    (tmp_path / "data" / "coming.backup").write_bytes(made.stdout)
    proved = inside("drill", str(tmp_path / "data" / "coming.backup"), "--passphrase-file", "-", sent=WORD)
    assert proved.returncode == 0 and b"All came back" in proved.stdout
    refused = inside("drill", str(tmp_path / "data" / "coming.backup"), "--passphrase-file", "-", sent=b"x\n")
    assert refused.returncode == 2 and b"The passphrase is not the one" in refused.stderr


def test_the_guide_runs_commands_that_there_are() -> None:
    guide = (
        (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8").partition("### In a container")[2]
    )
    lines = guide.partition("\n## ")[0]
    assert lines.count("podman ") >= 5
    for word in re.findall(r"--app wsgi (\w[\w-]*)", lines):
        assert word in ("set-up-link", "backup", "restore", "drill", "migrate"), word
    assert "/data" in settings_of(FILE)["INSTANCE"]


def copied(app: Path) -> None:
    """Put where the file's first stage puts them what it copies, with the libraries of this checkout."""
    app.mkdir()
    first = FILE.partition("RUN python -m venv")[0].replace("${REQUIREMENTS}", "requirements.txt")
    for line in re.findall(r"^COPY (.+)$", first, re.M):
        *sources, target = line.split()
        for source in sources:
            path = PROJECT / source
            if path.is_dir():
                shutil.copytree(path, app / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, app)
    (app / ".venv").symlink_to(PROJECT / ".venv")
    # As the image has it: nothing is written there later, so that each command would compile all anew.
    subprocess.run([".venv/bin/python", "-m", "compileall", "-q", "peoplesprocess"], cwd=app, check=True)


def settings_of(file: str) -> dict[str, str]:
    [line] = re.findall(r"^ENV (.+)$", file, re.M)
    return dict(pair.split("=", 1) for pair in line.split())


def command_of(file: str) -> list[str]:
    [line] = re.findall(r"^CMD \[(.+)\]$", file, re.M)
    return re.findall(r'"([^"]+)"', line)


def becomes_ready(port: int, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return bool(answer.read() == b"ok\n")
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False
