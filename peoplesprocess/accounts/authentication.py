"""Authentication: slowed after repeated failures, and as slow for unknown names as for known ones."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request

from peoplesprocess.accounts import actions, known_browsers, passwords, queries, second_factors
from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.core.roles import Actor
from peoplesprocess.db import attempt_delay, journal, throttle
from peoplesprocess.web import session_renewal
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.current_secret_keys import every_secret
from peoplesprocess.web.request_state import db, now
from peoplesprocess.web.sessions import SignedInPerson

WRONG = N_("The user name or the password is not right. Try again.")


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """The account, or None with a sentence that says why; `wait` is in seconds.

    `claimed` is the account whose password was wrong, if the user name exists.
    """

    account_id: UUID | None = None
    sentence: Sentence | None = None
    wait: int = 0
    status: int = 422
    claimed: UUID | None = None


def authenticate(username: str, password: str, browser: str = "") -> AuthenticationResult:
    """Return the account with this user name and password. The request must not have written before.

    `browser` identifies a browser or session known to be the account's, with its own count of failures.
    """
    session, config = db(), current_app.config
    username = actions.username_of(username)
    session.rollback()
    address = request.remote_addr or ""
    tried = throttle.begin_sign_in(session, config["SECRET"], username, address, now(), browser)
    session.commit()
    if tried.wait:
        return AuthenticationResult(sentence=throttle.wait_sentence(tried.wait), wait=tried.wait, status=429)
    account = queries.CREDENTIALS.first(session, username=username)
    # Hashing takes long; the rollback lets others write meanwhile.
    session.rollback()
    fast = config["FAST_HASH"]
    try:
        is_right = passwords.matches(password, account.password_hash if account else None, fast)
    except passwords.TooManyPasswordChecks as crowd:
        attempt_delay.take_back(session, tried)
        session.commit()
        return AuthenticationResult(sentence=crowd.sentence, status=503)
    if not is_right or account is None:
        return AuthenticationResult(sentence=Message(WRONG), claimed=account.id if account else None)
    attempt_delay.succeeded(session, tried)
    # Committed even if the rest of the form is wrong, as the password was right.
    session.commit()
    if passwords.is_outdated(account.password_hash, fast):
        own = Act(session, Actor(account.id), now())
        actions.change_password(own, passwords.hash(password, fast), renewed=True)
    return AuthenticationResult(account.id)


def authenticate_known(username: str, password: str) -> AuthenticationResult:
    """Return the account with this user name and password, typed in a browser that may be known."""
    return authenticate(username, password, known_browsers.word_for(actions.username_of(username)))


def note_refusal(claimed: UUID | None) -> None:
    """Note a refused sign-in in the journal, at most once a minute per account.

    All unknown user names share one entry a minute, and what was typed is not recorded.
    """
    subject = f"account {claimed}" if claimed else "account"
    _note_failure("session.refuse", subject, None)


def confirm(person: SignedInPerson, typed: str) -> AuthenticationResult:
    """Check a code of the signed-in person's second factor; a right one proves the session."""
    session, secret = db(), current_secret()
    session.rollback()
    tried = throttle.begin_proof(session, secret, person.username, person.id, now())
    session.commit()
    if tried.wait:
        return AuthenticationResult(sentence=throttle.wait_sentence(tried.wait), wait=tried.wait, status=429)
    try:
        second_factors.prove(Act(session, person.actor, now()), every_secret(), typed)
    except Refused as refusal:
        session.rollback()
        _note_failure("second_factor.refuse", f"account {person.id}", person.id)
        return AuthenticationResult(sentence=refusal.sentence)
    value = session_renewal.prove_anew(session, person.session, now())
    attempt_delay.succeeded(session, tried)
    session.commit()
    session_renewal.hand_out(value)
    return AuthenticationResult(person.id)


def _note_failure(what: str, subject: str, actor: UUID | None) -> None:
    session = db()
    if throttle.is_noted_now(session, current_secret(), what, subject, now()):
        Act(session, Actor(actor), now()).note_in(journal.INSTALLATION, what, subject)
    session.commit()
