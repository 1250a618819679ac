"""Downloads: their types and names, and spreadsheets that are sent in parts."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from flask import Response, request

from peoplesprocess.spreadsheets.cells import Sheet
from peoplesprocess.spreadsheets.xlsx_writer import write_xlsx
from peoplesprocess.web.i18n import Translator

PART = 65_536
FILE_LEVEL = 6
"""The compression level of CSV files; that of pages takes three times as long and saves 2 to 4 %."""


class DownloadFileType(NamedTuple):
    """The ending and the MIME type of a kind of file."""

    ending: str
    mimetype: str


CSV = DownloadFileType("csv", "text/csv")
PDF = DownloadFileType("pdf", "application/pdf")
XLSX = DownloadFileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def response(body: Iterable[str] | Iterable[bytes], type: DownloadFileType, name: str) -> Response:
    """Return a file to be saved as `name`, which consists of letters, digits and hyphens."""
    sent = Response(body, mimetype=type.mimetype)
    sent.headers["Content-Disposition"] = f'attachment; filename="{name}.{type.ending}"'
    if type is CSV and request.accept_encodings.best_match(("br", "gzip", "identity")) == "gzip":
        sent.response, sent.headers["Content-Encoding"] = _packed(sent.iter_encoded()), "gzip"
    return sent


def workbook(sheets: Iterable[Sheet], translator: Translator, made_at: datetime, name: str) -> Response:
    """Return sheets in a language as one file, which is written to disk before it is sent."""
    file = TemporaryFile()  # noqa: SIM115 - it is closed when it has been sent
    write_xlsx(sheets, file, made_at, right_to_left=translator.direction == "rtl")
    file.seek(0)
    return response(_parts(file), XLSX, name)


def _packed(parts: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(FILE_LEVEL, wbits=zlib.MAX_WBITS | 16)
    yield from filter(None, map(packer.compress, parts))
    yield packer.flush()


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(PART):
            yield part
