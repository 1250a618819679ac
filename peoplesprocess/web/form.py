"""The form that every page's form is: its id, its token, what was typed, and what is wrong with it."""

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
"""The field of a code that proves who sends a form, beside the form's own fields."""
MACHINERY = ("form_id", "token", "language", "another", PROOF)
_NUMBER = re.compile(r"\d+")
OF_THE_PAGE = ("saved", "language", "send")
"""What an address says about the page that was shown, not about the form on it."""


class Form(wtforms.Form):
    """A page's form. `Form(here)` reads what was posted, or starts from `values`.

    One whose act is given more than a word or two has a cached property `input`, the act's dataclass.
    """

    class Meta:
        """How WTForms makes the fields of a form."""

        def bind_field(
            self, form: wtforms.Form, unbound: UnboundField, options: Mapping[str, object]
        ) -> Field:
            """Return a copy of the field that was made when this form was opened first.

            What a field is told when it is written stays the same; making it costs ten times its copy.
            """
            kept = vars(unbound)
            made = kept.get("first_made")
            if made is None or made.name != options["name"]:
                made = unbound.bind(form=form, **options)
                made._form = made.meta = None
                kept["first_made"] = made
            field: Field = _copied(made)
            # A form may give its field another heading.
            field._form, field.meta, field.label = form, self, _copied(made.label)
            return field

    def __init__(self, context: Context | None = None, values: Mapping[str, object] | None = None) -> None:
        self.context = context
        self.sentences: list[Sentence] = []
        self.theirs: Mapping[str, object] = {}
        self.saved_before = ""
        """Where the same form led when it was saved before, with other content."""
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
        """Return this form with more fields, for lines and grids that depend on the place."""
        return type(cls.__name__, (cls,), fields)

    @classmethod
    def with_lines(cls, **fields: object) -> type[Self]:
        """Return the same with lines of fields, each of which knows its line by the number in its name."""
        for name, field in fields.items():
            if isinstance(field, UnboundField) and (number := _NUMBER.search(name)):
                field.kwargs["line"] = int(number[0])
        return cls.extended(**fields)

    def filled(self, kind: type[T], **more: object) -> T:
        """Return an action's input, a dataclass each of whose fields is a field of the form or in `more`."""
        names = [field.name for field in dataclasses.fields(kind) if field.name not in more]  # type: ignore[arg-type]
        return kind(**{name: self[name].value for name in names if name in self}, **more)

    @property
    def token(self) -> str:
        """What proves that the form came from a page of ours, made for this session."""
        return token_for(self.form_id)

    def sent_to(self, action: str = "") -> str:
        """Return the address to send the form to, never the one that shows it.

        A sending that fails then stands beside the page in the browser's history, not in its place: Back
        returns to what was typed. `action` is the path, "" that of the page itself.
        """
        kept = [] if action else [(k, v) for k, v in request.args.items(multi=True) if k not in OF_THE_PAGE]
        turn = "2" if request.args.get("send") == "1" else "1"
        return f"{action}?{urlencode([*kept, ('send', turn)])}"

    @property
    def digest(self) -> str:
        """A digest of what was posted, to tell a form sent twice from a changed one.

        No password is in it: it is stored, and a fast digest is easier to guess from than the slow hash.
        """
        posted = request.form.items(multi=True)
        pairs = sorted((key, value) for key, value in posted if key not in MACHINERY and not is_password(key))
        files = sorted((key, _content(file)) for key, file in request.files.items(multi=True))
        return hashlib.sha256(repr((pairs, files)).encode()).hexdigest()

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Return whether every field is right by itself and the whole agrees."""
        right = super().validate(extra_validators)
        if right:
            try:
                # Made here and once: what it refuses stands beside its field, and `agree` can go by it.
                getattr(self, "input", None)
                self.agree()
            except Refused as refusal:
                self.refuse_all(refusal)
                return False
        return right and not self.sentences

    def agree(self) -> None:
        """Check what several fields say together. Errors: Refused."""

    def refuse_all(self, refusal: Refused) -> None:
        """Put a refusal, and all that were found together with it, where they belong."""
        for each in refusal.each:
            self.refuse(each)

    def refuse(self, refusal: Refused) -> None:
        """Put one refusal beside its field, or on top of the form."""
        if refusal.field and refusal.field in self:
            field = self[refusal.field]
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.sentences.append(refusal.sentence)

    def ask_for_files_again(self) -> None:
        """Say that a file has to be chosen again: a browser sends it once, and what is wrong keeps none."""
        for field in self:
            if field.kind == "file" and field.data and not field.errors:
                field.errors = [Message(N_("Choose the photo again: it was not saved."))]

    @property
    def wrong_fields(self) -> list[Field]:
        """The fields that have something to put right, in the order of the page."""
        return [field for field in self if field.errors]

    @property
    def is_wrong(self) -> bool:
        """Whether anything has to be put right."""
        return bool(self.sentences or self.wrong_fields)


def is_password(name: str) -> bool:
    """Return whether a field of that name is typed unseen: such a field comes back on no page."""
    return "password" in name


def stored_values(row: object, kind: type[Any], *more: str) -> dict[str, Any]:
    """Return what a row holds of an action's input, and the columns in `more`, to start a form from."""
    names = [field.name for field in dataclasses.fields(kind)]
    return {name: getattr(row, name) for name in (*names, *more) if hasattr(row, name)}


def token_for(form_id: UUID, session: str = "") -> str:
    """Return the token of a form: bound to the form, the session and this installation's secret.

    `session` is the name of the session that has just begun, if it is not yet the one of this request.
    """
    whose = session or _session_or_mark()
    return hmac.new(current_secret(), f"{whose}:{form_id}".encode(), hashlib.sha256).hexdigest()[:22]


def _session_or_mark() -> str:
    person = current_person()
    return person.session_name if person else anonymous_cookie.mark()


def token_is_good(form: Form) -> bool:
    """Return whether the posted token belongs to the posted form and to this session."""
    sent = request.form.get("token", "").encode(errors="replace")
    return hmac.compare_digest(sent, form.token.encode()) and "form_id" in request.form


def wrong_token(otherwise: Msgid) -> Message:
    """Return why a form's token is not good: no cookie came back at all, or the reason `otherwise`."""
    # Every page with a form sets some: a browser that sends none keeps none, and signing in leads nowhere.
    return Message(otherwise if request.cookies else NO_COOKIES)


def _copied(made: T) -> T:
    """A copy that is made past its class's own making, which checks what it is told."""
    copied = object.__new__(type(made))
    vars(copied).update(vars(made))
    return copied


def _content(file: FileStorage) -> str:
    """The digest of a sent file: two photos may have one name."""
    file.seek(0)
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
