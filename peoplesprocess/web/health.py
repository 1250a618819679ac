"""Whether the process lives and can save; and the page that shows every piece that pages are made of."""

from __future__ import annotations

import shutil

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from peoplesprocess.db.migrate import is_current
from peoplesprocess.models import JournalHead
from peoplesprocess.web import pages
from peoplesprocess.web.guard import now
from peoplesprocess.web.pages import render_page
from peoplesprocess.web.samples import samples

bp = Blueprint("health", __name__)
LEAST_FREE_BYTES = 50_000_000


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process lives."""
    return "ok\n", 200, {"Content-Type": "text/plain", "Cache-Control": "no-store"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether an act could be saved now, or the short name of what is in the way."""
    reason = _obstacle()
    return (
        reason or "ok\n",
        503 if reason else 200,
        {"Content-Type": "text/plain", "Cache-Control": "no-store"},
    )


@bp.get("/static/style.css")
def stylesheet() -> ResponseReturnValue:
    """Serve the stylesheet; its address names its content, so a browser may keep it for ever."""
    kept = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable"}
    return pages.style().whole, 200, kept


@bp.get("/style")
def style() -> ResponseReturnValue:
    """Show every piece of the interface in one place."""
    return render_page("style.html", today=now().date(), **samples(now().date()))


def _obstacle() -> str:
    engine = current_app.extensions["engine"]
    try:
        if not is_current(engine):
            return "migrations\n"
        with engine.execution_options(writing=True).begin() as connection:
            connection.execute(delete(JournalHead).where(JournalHead.sequence < 0))
    except SQLAlchemyError:
        return "database\n"
    if shutil.disk_usage(current_app.config["INSTANCE"]).free < LEAST_FREE_BYTES:
        return "disk\n"
    return ""
