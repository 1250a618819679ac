"""The mail server for reminders: its settings, and handing in one message."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from peoplesprocess.config import Config

PATIENCE = 20
"""Seconds that a server may take to answer."""
Post = Callable[[EmailMessage], None]


class NoMailServer(Exception):
    """No mail server is set, so that no mail can be sent."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server for outgoing mail. Without `security` it must be on this machine."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str

    def post(self, message: EmailMessage) -> None:
        """Hand a message in. Errors: OSError and its subclass smtplib.SMTPException for any failure."""
        message["From"] = self.sender
        # Without a date, mail programs show 1970 or treat the mail as spam.
        message["Date"] = datetime.now(UTC)
        context = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=context)
            if self.security == "tls"
            else smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        ) as server:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)


def mail_server(config: Config) -> MailServer:
    """Return the server that the settings name. Errors: NoMailServer, with what is missing."""
    if not config.smtp_host or not config.mail_from:
        raise NoMailServer("Set SMTP_HOST and MAIL_FROM: docs/operations.md, section 9.")
    if config.smtp_security == "none" and config.smtp_host not in ("localhost", "127.0.0.1", "::1"):
        raise NoMailServer("SMTP_SECURITY=none is for a mail server on this machine only.")
    return MailServer(
        config.smtp_host,
        config.smtp_port,
        config.smtp_user,
        config.smtp_password,
        config.smtp_security,
        config.mail_from,
    )
