"""The door for gunicorn and for `flask --app wsgi`."""

from peoplesprocess.app import create_app

app = create_app()
