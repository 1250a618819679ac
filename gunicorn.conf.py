"""How gunicorn serves, with `make run` and everywhere else: the one place of these settings."""

import os
from threading import Thread
from typing import Any

from peoplesprocess.db.migrate import is_current
from peoplesprocess.operations.daily_tasks import start_daily
from peoplesprocess.photos.store import PhotoStore, PhotosUnreachable

_host = os.environ.get("HOST", "127.0.0.1")
bind = f"{f'[{_host}]' if ':' in _host else _host}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "peoplesprocess.server.Worker"
wsgi_app = "wsgi:app"
preload_app = True
control_socket_disable = True
# Longer than a worker takes to finish what it has begun (server.STOP_SECONDS).
graceful_timeout = 10
# Who stands in front is told by PROXIES alone; nobody else is believed to be a proxy.
forwarded_allow_ips = ""


def when_ready(server: Any) -> None:
    """Say what is missing, where an operator looks first."""
    engine = server.app.wsgi().extensions["engine"]
    if not is_current(engine):
        server.log.error("The database's tables are missing or old. Run: flask --app wsgi migrate")
    engine.dispose()


def post_fork(server: Any, worker: Any) -> None:
    """Let each worker count in a row of its own, and let one of them tidy once a day."""
    app = server.app.wsgi()
    app.extensions["metrics"].use_row(worker.age)
    start_daily(app)
    if worker.age == 1:
        # Here and not before forking: the library for buckets must begin its threads in a worker.
        Thread(target=_prove_photos, args=(app.extensions["photos"], server.log), daemon=True).start()


def worker_exit(server: Any, worker: Any) -> None:
    """Close the worker's connections: when the last one goes, SQLite puts its log into the file."""
    server.app.wsgi().extensions["engine"].dispose()


def _prove_photos(photos: PhotoStore, log: Any) -> None:
    """Say why no photo could be kept, if it is so: pages go on without photos."""
    try:
        photos.prove()
    except (PhotosUnreachable, OSError) as error:
        log.error("No photo can be kept now. %s", error)
