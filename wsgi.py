"""The door for gunicorn and for `flask --app wsgi`."""

import gc
import os

# Nothing that is made while loading is ever garbage: looking for it costs a tenth of the start, and leaving
# it out of later searches lets workers that were forked after loading share its memory.
gc.disable()
# Database, photos and keys are their owner's alone, whichever shell or service this starts from.
os.umask(0o077)

from peoplesprocess.config import from_environment  # noqa: E402

config = None
try:
    config = from_environment()
    # Loaded when the settings are known to be good: a bad one is told in a fifth of the time.
    from peoplesprocess.app import create_app

    app = create_app(config)
except Exception as error:
    from peoplesprocess.operations.command_errors import refuse_start

    refuse_start(error, config)
    raise
gc.freeze()
gc.enable()
