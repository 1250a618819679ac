"""A code typed in beside a form that needs it: who sends it is proven before the form is looked at."""

from __future__ import annotations

from flask import current_app, g, request

from peoplesprocess.accounts.authentication import AuthenticationResult, confirm
from peoplesprocess.core.actions import Action
from peoplesprocess.core.permissions import ALLOWED
from peoplesprocess.web import request_state
from peoplesprocess.web.form import PROOF, Form, token_is_good
from peoplesprocess.web.sessions import current_person


def prove_with_the_form() -> None:
    """Take a code that came with a form; what is wrong with it is told where the form is refused without."""
    if request.method != "POST" or not _needs_proof():
        return
    code = request.form.get(PROOF, "").strip()
    # Who sends it is read only where there is one: a request that will write holds its turn from then on.
    if not code:
        return
    person = current_person()
    if person is not None and not person.is_proven and token_is_good(Form()):
        g.proof = confirm(person, code)
    request_state.begin_anew()


def refused_proof() -> AuthenticationResult | None:
    """Return why the code that came with the form proves nothing, None if none came."""
    proof: AuthenticationResult | None = g.get("proof")
    return proof if proof is not None and proof.sentence is not None else None


def _needs_proof() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    action: Action | None = getattr(view, "action", None)
    return action is not None and ALLOWED[action].proof
