"""The limit: the least that Flask can answer, five bytes."""

from __future__ import annotations

from flask import Flask

app = Flask("hello", static_folder=None, template_folder=None)


@app.get("/")
def hello() -> str:
    """Return five bytes."""
    return "hello"
