"""The row by a browser: when the list of needs is first painted over a link of 50 kbit/s and 500 ms."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench import peers
from bench.ground import READ, Ground
from bench.load import Target, answer
from bench.servers import PROJECT, Server, serving
from bench.table import Line, NotMeasured, Row
from peoplesprocess.web.i18n import SHIPPED
from peoplesprocess.web.page_response import LANGUAGE_COOKIE
from peoplesprocess.web.sessions import COOKIE

SCRIPTS = PROJECT.parent / "shared" / "bench"
LINK = ("--rtt", "500", "--down", "50", "--up", "20")
PAINTED = Row("first paint at 50 kbit/s, 500 ms: list, first visit", "'hello' of 5 bytes", "ms", most=1.3)


def paint(ground: Ground, folder: Path, rounds: int, seconds: float) -> list[Line]:
    """Measure first visits in a fresh browser each, in the language whose page is heaviest."""
    _check_machine()
    peers.installed()
    ours, theirs = [], []
    with ground.served() as server, serving("bench.hello:app") as limit:
        path = f"/s/{READ}/needs"
        cookies = [f"{COOKIE}={ground.cookie}", f"{LANGUAGE_COOKIE}={_heaviest(ground, server, path)}"]
        for _ in range(rounds):
            theirs.append(_first_paint(limit, "/", [], folder))
            ours.append(_first_paint(server, path, cookies, folder))
    return [PAINTED.measured(ours, theirs)]


def _check_machine() -> None:
    if not (SCRIPTS / "slowlink.py").exists() or not (SCRIPTS / "slownet.py").exists():
        raise NotMeasured("the scripts for slow links do not lie beside this checkout")
    if os.geteuid() != 0 or not os.access("/dev/net/tun", os.W_OK) or not shutil.which("ip"):
        raise NotMeasured("a slow link needs root, ip and /dev/net/tun")
    if not shutil.which("chromium"):
        raise NotMeasured("chromium is not installed")


def _heaviest(ground: Ground, server: Server, path: str) -> str:
    """The shipped language whose first page has the most bytes."""
    sizes = {}
    for language in SHIPPED:
        cookies = f"{COOKIE}={ground.cookie}; {LANGUAGE_COOKIE}={language}"
        sizes[language] = answer(Target(server, path, {"Cookie": cookies, "Accept-Encoding": "gzip"}))[1]
    return max(SHIPPED, key=lambda language: sizes[language])


def _first_paint(server: Server, path: str, cookies: list[str], folder: Path) -> float:
    print(".", end="", file=sys.stderr, flush=True)
    result = folder / "paint.json"
    result.unlink(missing_ok=True)
    carried = [part for cookie in cookies for part in ("--cookie", cookie)]
    command = [
        *(sys.executable, str(SCRIPTS / "slowlink.py"), *LINK, "--host-port", str(server.port), "--"),
        *(str(peers.PYTHON), str(SCRIPTS / "slownet.py"), "--cpu", "1", "--runs", "1", *carried),
        *("--json", str(result), f"http://@HOST@:{server.port}{path}"),
    ]
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
        painted = json.loads(result.read_text())[0]["fcp"]
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:]
        raise NotMeasured(f"the browser saw nothing ({' '.join(last)})") from error
    except (subprocess.TimeoutExpired, FileNotFoundError) as error:
        raise NotMeasured("the browser did not come to an end") from error
    if painted is None:
        raise NotMeasured("the browser painted nothing")
    return float(painted)
