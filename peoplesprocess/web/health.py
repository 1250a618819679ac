"""Whether the process is alive, and whether an act and a photo could be saved now."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path
from threading import Lock

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError

from peoplesprocess.db.failure_cause import StorageFailureCause, cause_of
from peoplesprocess.db.migrate import is_current
from peoplesprocess.models import JournalHead
from peoplesprocess.photos.folder import could_write
from peoplesprocess.photos.store import PhotoStore, PhotosUnreachable
from peoplesprocess.web.current_installation import current_engine, current_instance, current_photos

bp = Blueprint("health", __name__)
LEAST_FREE_BYTES = 50_000_000
VERDICT_SECONDS = 1.0
"""How long a verdict is reused, so that frequent checks do not take the writers' turns. Units: seconds."""
PATIENCE = 0.5
PHOTOS = "photos"


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process is alive."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether an act could be saved now, or give the short name of the obstacle."""
    verdict: Readiness = current_app.extensions.setdefault("readiness", Readiness())
    reason = verdict.now(current_engine(), current_instance(), current_photos())
    headers = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return f"{reason or 'ok'}\n", 503 if reason else 200, headers


class Readiness:
    """The latest verdict, reused for a second; one thread checks while the others get the last verdict."""

    def __init__(self) -> None:
        self._reason, self._until = "", 0.0
        self._lock = Lock()

    def now(self, engine: Engine, instance: Path, photos: PhotoStore) -> str:
        """Return the short name of the obstacle, or ""."""
        if shutil.disk_usage(instance).free < LEAST_FREE_BYTES:
            return StorageFailureCause.DISK.value
        first = not self._until
        if (first or time.monotonic() >= self._until) and self._lock.acquire(blocking=first):
            try:
                self._reason = _obstacle(engine, photos)
                self._until = time.monotonic() + VERDICT_SECONDS
            finally:
                self._lock.release()
        return self._reason


def _obstacle(engine: Engine, photos: PhotoStore) -> str:
    try:
        if not is_current(engine):
            return StorageFailureCause.SCHEMA.value
        _could_act(engine)
    except SQLAlchemyError as error:
        return (cause_of(error) or StorageFailureCause.DATABASE).value
    try:
        photos.prove()
        if engine.dialect.name == "sqlite":
            could_write(Path(str(engine.url.database)).parent)
    except PhotosUnreachable as error:
        # The error's text is ours and names no key.
        logging.getLogger("peoplesprocess").error({"event": "not ready", "why": str(error)})
        return StorageFailureCause.BUCKET.value
    except OSError as error:
        return StorageFailureCause.DISK.value if cause_of(error) is StorageFailureCause.DISK else PHOTOS
    return ""


def _could_act(engine: Engine) -> None:
    """Take the writers' turn, write and roll back, which neither invalidates pages nor waits for the disk."""
    with engine.execution_options(writing=True, patience=PATIENCE).connect() as connection:
        connection.execute(delete(JournalHead).where(JournalHead.sequence < 0))
        if engine.dialect.name == "sqlite":
            # Needs another page in the file, as an act does, so a database that cannot grow fails here.
            connection.exec_driver_sql("CREATE TABLE readiness (one INTEGER)")
        connection.rollback()
