"""The WSGI entry point for gunicorn and for `flask --app wsgi`."""

import gc
import os

# Nothing made while loading ever becomes garbage: collecting takes a tenth of the start, and freezing the
# objects afterwards lets forked workers share their memory.
gc.disable()
# Database, photos and keys are readable by their owner only, whatever the umask of the shell or service.
os.umask(0o077)

from peoplesprocess.config import from_environment  # noqa: E402

config = None
try:
    config = from_environment()
    # Loaded once the settings are known to be valid: a bad setting is reported in a fifth of the time.
    from peoplesprocess.app import create_app

    app = create_app(config)
except Exception as error:
    from peoplesprocess.operations.command_errors import refuse_start

    refuse_start(error, config)
    raise
gc.freeze()
gc.enable()
