"""Pictures of the main pages, to be looked at: 320 and 1,280 pixels, English and Arabic, light and dark."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from peoplesprocess.app import create_app
from peoplesprocess.config import Config
from peoplesprocess.db.migrate import upgrade
from peoplesprocess.demonstration.loader import load
from tests.factories import signed_in_cookie
from tests.loopback import listening
from tests.second_round import share_out

FOLDER = Path(__file__).parents[1] / "screens"
PAGES = {
    "sign-in": ("", "/sign-in"),
    "home-facilitator": ("bo", "/"),
    "home-authority": ("karwan", "/"),
    "portfolio": ("efua", "/"),
    "settlement": ("efua", "/s/samagipura"),
    "meetings": ("bo", "/s/goth-sukhpur/meetings"),
    "record-meeting": ("berivan", "/s/hay-al-nawroz/meetings/record?kind=session"),
    "committee": ("bo", "/s/goth-sukhpur/committee"),
    "needs": ("bo", "/s/goth-sukhpur/needs"),
    "need": ("bo", "/s/goth-sukhpur/needs/2"),
    "record-need": ("berivan", "/s/hay-al-nawroz/needs/record"),
    "result": ("bo", "/s/goth-sukhpur/priorities/1"),
    "open-round": ("malini", "/s/samagipura/priorities/open"),
    "paper": ("malini", "/s/samagipura/priorities/2/sheets/women/paper?second=fr"),
    "works-chosen": ("malini", "/s/samagipura/priorities/2"),
    "steps": ("malini", "/s/samagipura/priorities/2/steps"),
    "poster": ("malini", "/board/samagipura/works/2"),
    "plan": ("bo", "/s/goth-sukhpur/plan"),
    "approval": ("karwan", "/s/hay-al-nawroz/approval"),
    "contract": ("efua", "/s/goth-sukhpur/contracts/1"),
    "work-closed": ("efua", "/s/goth-sukhpur/works/1"),
    "work-waiting": ("efua", "/s/samagipura/works/1"),
    "release": ("finance", "/s/samagipura/works/1/tranches/3/release"),
    "closure": ("bo", "/s/goth-sukhpur/closure"),
    "board": ("", "/board/goth-sukhpur"),
    "style": ("", "/style"),
}
LOOKS = [
    (width, language, scheme)
    for width in (320, 1280)
    for language in ("en", "ar")
    for scheme in ("light", "dark")
]


def main() -> None:
    """Take every picture, or those whose name or look is asked for on the command line."""
    chosen = set(sys.argv[1:])
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(Config(f"sqlite:///{folder}/screens.db", Path(folder), b"screens"))
        upgrade(app.extensions["engine"])
        load(app.extensions["engine"], Path(folder), b"screens")
        share_out(app.extensions["engine"])
        server = make_server("127.0.0.1", 0, app, threaded=True)
        with listening(server):
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--disable-gpu"], chromium_sandbox=False
            )
            for name, (username, path) in PAGES.items():
                for look in LOOKS:
                    words = {name, str(look[0]), look[1], look[2]}
                    if not chosen or (chosen & set(PAGES) <= {name} and chosen - set(PAGES) <= words):
                        cookie = signed_in_cookie(app.extensions["engine"], username) if username else ""
                        take(browser, f"http://127.0.0.1:{server.server_port}", path, cookie, name, look)
            browser.close()


def take(browser: Browser, base: str, path: str, cookie: str, name: str, look: tuple[int, str, str]) -> None:
    """Take one picture of a whole page."""
    width, language, scheme = look
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale=language,
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    if cookie:
        context.add_cookies([{"name": "sid", "value": cookie, "url": base}])
    page = context.new_page()
    page.goto(base + path)
    page.screenshot(path=FOLDER / f"{name}-{width}-{language}-{scheme}.png", full_page=True)
    context.close()


if __name__ == "__main__":
    main()
