"""The settings that ODK Collect reads from a QR code."""

from __future__ import annotations

import base64
import json
import zlib


def settings_text(server_url: str, project: str) -> str:
    """Return the settings of a Collect project that loads forms from `server_url` and sends responses there.

    They are JSON, compressed by zlib and encoded in base64, as Collect reads them. Source: docs.getodk.org,
    "Importing and exporting settings".
    """
    settings = {
        "general": {
            "protocol": "odk_default",
            "server_url": server_url,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": project},
    }
    text = json.dumps(settings, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()
