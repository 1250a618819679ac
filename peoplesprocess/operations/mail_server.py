"""The mail server that reminders leave by: settings of the environment, and one message at a time."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from peoplesprocess.config import Config

PATIENCE = 20
"""So many seconds a server may take to answer."""
Post = Callable[[EmailMessage], None]


class NoMailServer(Exception):
    """No server is set, so nothing can leave."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in. Without `security` only a server on this machine is spoken to."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str

    def post(self, message: EmailMessage) -> None:
        """Hand a message in. Errors: OSError and its smtplib.SMTPException, whatever was wrong."""
        message["From"] = self.sender
        # Who gets a mail without its day sees it as one of 1970, or finds it among the unwanted ones.
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
    """Return the server that the settings name. Errors: NoMailServer, saying what is missing."""
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
