"""The installation of the current application: its database, secret key, photos and folder."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from peoplesprocess.photos.store import PhotoStore


def current_engine() -> Engine:
    """Return the engine of the installation's database."""
    engine: Engine = current_app.extensions["engine"]
    return engine


def current_secret() -> bytes:
    """Return the newest secret key of the installation, which signs and seals everything."""
    secret: bytes = current_app.config["SECRET"]
    return secret


def current_photos() -> PhotoStore:
    """Return the store of the installation's photos."""
    photos: PhotoStore = current_app.extensions["photos"]
    return photos


def current_instance() -> Path:
    """Return the folder of the installation's database, photos and keys."""
    instance: Path = current_app.config["INSTANCE"]
    return instance
