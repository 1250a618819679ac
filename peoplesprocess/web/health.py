"""Whether the process lives, and whether an act could be saved now."""

from __future__ import annotations

import shutil

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from peoplesprocess.db.migrate import is_current
from peoplesprocess.models import JournalHead

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
    headers = {"Content-Type": "text/plain", "Cache-Control": "no-store"}
    return reason or "ok\n", 503 if reason else 200, headers


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
