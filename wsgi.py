"""The door for gunicorn and for `flask --app wsgi`."""

import gc
import sys

# Nothing that is made while loading is ever garbage: looking for it costs a tenth of the start, and leaving
# it out of later searches lets workers that were forked after loading share its memory.
gc.disable()

from peoplesprocess.app import create_app  # noqa: E402
from peoplesprocess.db.engine import UnsafeDatabase  # noqa: E402
from peoplesprocess.db.revision import OtherDatabase  # noqa: E402
from peoplesprocess.photos.store import BadPhotoStore  # noqa: E402

try:
    app = create_app()
except (UnsafeDatabase, OtherDatabase, BadPhotoStore) as refusal:
    sys.exit(f"peoplesprocess does not start. {refusal}")
gc.freeze()
gc.enable()
