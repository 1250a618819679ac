"""The words of reminders: how many things wait and where to look, but not what, or about whom."""

from __future__ import annotations

from email.message import EmailMessage

from peoplesprocess.core.messages import N_
from peoplesprocess.core.text_message import spelt
from peoplesprocess.web.i18n import translator


def mail(things: int, address: str, language: str, site: str, name: str) -> EmailMessage:
    """Return a reminder as a mail."""
    spoken = translator(language)
    message = EmailMessage()
    message["To"], message["Subject"] = address, spoken._(N_("Something is waiting for your answer"))
    # The same for every try, so that a server can recognise a message it already has.
    message["Message-ID"] = f"<{name}@{site.partition('//')[2].partition(':')[0]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        "\n\n".join(
            (
                _count(things, language),
                f"{site}/",
                spoken._(N_("You get at most one mail like this a day. Change or remove your address here:")),
                f"{site}/account/reminders",
            )
        )
        + "\n"
    )
    # After the content, because setting that removes such headers.
    message["Content-Language"] = language
    return message


def text(things: int, language: str, site: str) -> str:
    """Return a reminder as a text message: one SMS part in Latin script, at most two in others."""
    return f"{spelt(_count(things, language))} {site}/"


def code_text(code: str, language: str) -> str:
    """Return the message with the code that confirms a number."""
    sentence = N_("Your code: %(code)s. Type it in on the page where you gave this number.")
    return spelt(translator(language)._(sentence, code=code))


def _count(things: int, language: str) -> str:
    return translator(language).plural(
        "%(count)s thing is waiting for your answer.", "%(count)s things are waiting for your answer.", things
    )
