"""The base of all forms: their id and token, what was typed, and what is wrong."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any, Self, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import wtforms
from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Field
from wtforms.fields.core import UnboundField

from peoplesprocess.core.messages import N_, Message, Msgid, Refused, Sentence
from peoplesprocess.db.column_types import uuid7
from peoplesprocess.web import anonymous_cookie
from peoplesprocess.web.current_installation import current_secret
from peoplesprocess.web.request_state import now
from peoplesprocess.web.sessions import current_person
from peoplesprocess.web.view_context import Context

T = TypeVar("T")
NO_COOKIES = N_(
    "Your browser does not keep cookies, and without them nobody can be signed in. Allow cookies for this "
    "address, then send this again."
)
PROOF = "proof"
"""The field for a code that proves who sends the form, besides the form's own fields."""
SHOWN_AGAIN = frozenset({"language", "page"})
"""Names of the buttons that send a form to be shown again: the language, the page of a list of choices."""
MACHINERY = ("form_id", "token", *SHOWN_AGAIN, "another", PROOF)
_NUMBER = re.compile(r"\d+")
PAGE_ARGUMENTS = ("saved", "language", "send")
"""Arguments of an address that concern the page and not its form."""


class Form(wtforms.Form):
    """A page's form; it reads what was posted, or starts from `values`.

    If its act takes more than one or two values, it has a cached property `input`, the act's dataclass.
    """

    class Meta:
        """How WTForms creates the fields of a form."""

        def bind_field(
            self, form: wtforms.Form, unbound: UnboundField, options: Mapping[str, object]
        ) -> Field:
            """Return a copy of the field as created when this form was first opened.

            The arguments of a field do not change; creating it takes ten times as long as copying it.
            """
            kept = vars(unbound)
            made = kept.get("first_made")
            if made is None or made.name != options["name"]:
                made = unbound.bind(form=form, **options)
                made._form = made.meta = None
                kept["first_made"] = made
            field: Field = _copied(made)
            # A form may change the label of its field.
            field._form, field.meta, field.label = form, self, _copied(made.label)
            return field

    def __init__(self, context: Context | None = None, values: Mapping[str, object] | None = None) -> None:
        self.context = context
        self.sentences: list[Sentence] = []
        self.theirs: Mapping[str, object] = {}
        self.saved_before = ""
        """The page of an earlier submission of the same form with other content, or ""."""
        posted: MultiDict[str, Any] | None = None
        if request.method == "POST":
            posted = request.form
        in_settlement = context is not None and context.in_settlement
        meta = {
            "today": context.today if context is not None else now().date(),
            "currency": context.settlement.currency if context is not None and in_settlement else "",
            "digits": context.digits if context is not None and in_settlement else 0,
        }
        super().__init__(posted, data=dict(values or {}), meta=meta)
        self.form_id = _uuid(request.form.get("form_id", "")) or uuid7()

    @classmethod
    def extended(cls, **fields: object) -> type[Self]:
        """Return this form class with more fields, for lines and grids that depend on the place."""
        return type(cls.__name__, (cls,), fields)

    @classmethod
    def with_lines(cls, **fields: object) -> type[Self]:
        """Return this form class with lines of fields, whose line is the number in their name."""
        for name, field in fields.items():
            if isinstance(field, UnboundField) and (number := _NUMBER.search(name)):
                field.kwargs["line"] = int(number[0])
        return cls.extended(**fields)

    def filled(self, kind: type[T], **more: object) -> T:
        """Return an act's input, a dataclass whose fields are fields of the form or arguments in `more`."""
        names = [field.name for field in dataclasses.fields(kind) if field.name not in more]  # type: ignore[arg-type]
        return kind(**{name: self[name].value for name in names if name in self}, **more)

    @property
    def token(self) -> str:
        """The token that proves that the form came from our own page, made for this session."""
        return token_for(self.form_id)

    def sent_to(self, action: str = "") -> str:
        """Return the address to which the form is sent, always different from that of its page.

        A failed submission then has its own entry in the browser's history, and Back returns to what was
        typed. `action` is the path, "" for that of the page itself.
        """
        kept = (
            [] if action else [(k, v) for k, v in request.args.items(multi=True) if k not in PAGE_ARGUMENTS]
        )
        turn = "2" if request.args.get("send") == "1" else "1"
        return f"{action}?{urlencode([*kept, ('send', turn)])}"

    @property
    def digest(self) -> str:
        """The SHA-256 of what was posted, to tell a repeated form from a changed one.

        Passwords are left out: the digest is stored, and is easier to guess from than the slow hash.
        """
        posted = request.form.items(multi=True)
        pairs = sorted((key, value) for key, value in posted if key not in MACHINERY and not is_password(key))
        files = sorted((key, _content(file)) for key, file in request.files.items(multi=True))
        return hashlib.sha256(repr((pairs, files)).encode()).hexdigest()

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Return whether each field is valid and they agree with each other."""
        right = super().validate(extra_validators)
        if right:
            try:
                # Computed here once, so that its refusals appear at their fields and `agree` can use it.
                getattr(self, "input", None)
                self.agree()
            except Refused as refusal:
                self.refuse_all(refusal)
                return False
        return right and not self.sentences

    def agree(self) -> None:
        """Check fields against each other. Errors: Refused."""

    def refuse_all(self, refusal: Refused) -> None:
        """Show a refusal, and those found together with it, where they belong."""
        for each in refusal.each:
            self.refuse(each)

    def refuse(self, refusal: Refused) -> None:
        """Show one refusal at its field, or above the form."""
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.sentences.append(refusal.sentence)

    def ask_for_files_again(self) -> None:
        """Ask to choose a file again: a browser sends it only once, and a rejected form does not store it."""
        for field in self:
            if field.kind == "file" and field.data and not field.errors:
                field.errors = [Message(N_("Choose the photo again: it was not saved."))]

    @property
    def wrong_fields(self) -> list[Field]:
        """The fields with errors, in page order."""
        return [field for field in self if field.errors]

    @property
    def is_wrong(self) -> bool:
        """Return whether anything has to be corrected."""
        return bool(self.sentences or self.wrong_fields)


def is_password(name: str) -> bool:
    """Return whether a field with this name holds a password, which never comes back in a page."""
    return "password" in name


def stored_values(row: object, kind: type[Any], *more: str) -> dict[str, Any]:
    """Return a row's values for the fields of an act's input, and for the columns in `more`."""
    names = [field.name for field in dataclasses.fields(kind)]
    return {name: getattr(row, name) for name in (*names, *more) if hasattr(row, name)}


def token_for(form_id: UUID, session: str = "") -> str:
    """Return the token of a form, bound to the form, the session and the installation's secret key.

    `session` is the name of a session that has just begun, if the request does not have it yet.
    """
    whose = session or _session_or_mark()
    return hmac.new(current_secret(), f"{whose}:{form_id}".encode(), hashlib.sha256).hexdigest()[:22]


def _session_or_mark() -> str:
    person = current_person()
    return person.session_name if person else anonymous_cookie.mark()


def is_shown_again() -> bool:
    """Return whether a form was sent to be shown again as typed: in another language, with other choices."""
    return not SHOWN_AGAIN.isdisjoint(request.form)


def token_is_good(form: Form) -> bool:
    """Return whether the posted token belongs to the posted form and to this session."""
    sent = request.form.get("token", "").encode(errors="replace")
    return hmac.compare_digest(sent, form.token.encode()) and "form_id" in request.form


def wrong_token(otherwise: Msgid) -> Message:
    """Return why a form's token is invalid: no cookie came back at all, or the reason `otherwise`."""
    # Every page with a form sets cookies, so a browser that sends none keeps none, and cannot sign in.
    return Message(otherwise if request.cookies else NO_COOKIES)


def _copied(made: T) -> T:
    """Return a shallow copy, made without calling the constructor, which would validate arguments."""
    copied = object.__new__(type(made))
    vars(copied).update(vars(made))
    return copied


def _content(file: FileStorage) -> str:
    """Return the digest of an uploaded file, as two photos may have the same name."""
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
