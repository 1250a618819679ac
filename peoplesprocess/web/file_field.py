"""The field for a file."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import request

from peoplesprocess.web.fields import BaseField


class FileField(BaseField, wtforms.FileField):
    """An uploaded file, which the room reads; `accept` limits the browser's choice of files."""

    kind = "file"
    accept = "image/*"

    def process(self, formdata: object, *more: object, **rest: object) -> None:
        """Read from the request's files, not from its form."""
        super().process(request.files if formdata is not None else None, *more, **rest)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first file with a name."""
        files = [file for file in valuelist if getattr(file, "filename", "")]
        self.raw_data = [file.filename for file in files[:1]]
        self.data = files[0] if files else None

    def _value(self) -> str:
        return ""
