"""The gateway for text messages: its settings, and handing in one message.

docs/operations.md, section 9, describes what such a service receives and has to answer.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from peoplesprocess.config import Config
from peoplesprocess.operations.delivery import MessageRefusedForGood

PATIENCE = 20
"""Seconds that a gateway may take to answer."""
LATER = frozenset({401, 403, 404, 405, 407, 408, 425, 429})
"""Refusals because of a setting or the time, not because of the message."""
HERE = ("localhost", "127.0.0.1", "::1")
Send = Callable[[str, str, str], None]


class NoTextGateway(Exception):
    """No gateway is set, or none to which messages may be sent."""


class GatewayFailure(OSError):
    """The gateway did not accept a message now."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.code = status


@dataclass(frozen=True, slots=True)
class TextGateway:
    """The service for outgoing text messages."""

    address: str
    secret: str

    def send(self, to: str, text: str, name: str) -> None:
        """Hand a message in; the gateway sends each `name` only once, however often it is handed in.

        Errors: MessageRefusedForGood; OSError if it should be tried again.
        """
        parts = urlsplit(self.address)
        host, port = parts.hostname or "", parts.port
        connection = (
            HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
            if parts.scheme == "https"
            else HTTPConnection(host, port, timeout=PATIENCE)
        )
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, json.dumps({"to": to, "text": text, "id": name}), self._headers)
            status = connection.getresponse().status
        except HTTPException as error:
            raise ConnectionError(type(error).__name__) from None
        finally:
            connection.close()
        if 200 <= status < 300:
            return
        if 400 <= status < 500 and status not in LATER:
            raise MessageRefusedForGood(status)
        raise GatewayFailure(status)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Authorization": f"Bearer {self.secret}"}


def text_gateway(config: Config) -> TextGateway:
    """Return the gateway that the settings name. Errors: NoTextGateway, with what is missing."""
    if not config.sms_gateway or not config.sms_gateway_secret:
        raise NoTextGateway("Set SMS_GATEWAY and SMS_GATEWAY_SECRET: docs/operations.md, section 9.")
    parts = urlsplit(config.sms_gateway)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise NoTextGateway(
            "SMS_GATEWAY begins with https://; http:// is for a gateway on this machine only."
        )
    return TextGateway(config.sms_gateway, config.sms_gateway_secret)
