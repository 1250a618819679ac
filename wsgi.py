"""The door for gunicorn and for `flask --app wsgi`."""

import gc

# Nothing that is made while loading is ever garbage: looking for it costs a tenth of the start, and leaving
# it out of later searches lets workers that were forked after loading share its memory.
gc.disable()

from peoplesprocess.app import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
