"""A file that is sent with a form."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import request

from peoplesprocess.web.fields import BaseField


class FileField(BaseField, wtforms.FileField):
    """A file that was sent; the room reads it. `accept` is what a telephone offers to choose from."""

    kind = "file"
    accept = "image/*"

    def process(self, formdata: object, *more: object, **rest: object) -> None:
        """Read from the files that were sent, as all other fields read from the words."""
        super().process(request.files if formdata is not None else None, *more, **rest)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first file that has a name."""
        files = [file for file in valuelist if getattr(file, "filename", "")]
        self.raw_data = [file.filename for file in files[:1]]
        self.data = files[0] if files else None

    def _value(self) -> str:
        return ""
