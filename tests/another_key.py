"""An installation whose key lies in a file, so that a command can put another one in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from peoplesprocess.secret_keys import SecretKeySource
from peoplesprocess.web import current_secret_keys


@dataclass
class ChangeableKey:
    """The application, and where its keys lie."""

    app: Flask
    place: SecretKeySource

    def flask(self, *arguments: str) -> Result:
        """Run a command; what it does not expect goes on to whoever asked."""
        return self.app.test_cli_runner().invoke(args=list(arguments), catch_exceptions=False)

    def change(self) -> Result:
        """Put a new key in the place of the present one, as whoever runs the machine does."""
        done = self.flask("secret", "change")
        assert done.exit_code == 0, done.output
        return done


@contextmanager
def changeable_key(app: Flask, folder: Path) -> Iterator[ChangeableKey]:
    """The key of all tests in a file of its own; afterwards the application has it again."""
    before: dict[str, Any] = {name: app.extensions[name] for name in ("key_source", "key_state")}
    known = app.extensions["secret_keys"]
    file = folder / "secret.key"
    file.write_bytes(app.config["SECRET"])
    file.chmod(0o600)
    place = SecretKeySource(folder / "keys" / "former.key", file)
    app.extensions |= {"key_source": place, "key_state": place.state()}
    yield ChangeableKey(app, place)
    app.extensions |= before
    current_secret_keys._use(app, known)
