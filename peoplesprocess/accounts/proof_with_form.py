"""A code typed beside a form that needs a proof: it is checked before the form."""

from __future__ import annotations

from flask import current_app, g, request
from flask.wrappers import Response

from peoplesprocess.accounts.authentication import AuthenticationResult, confirm
from peoplesprocess.accounts.forms import SecondFactorProofForm
from peoplesprocess.core.actions import Action
from peoplesprocess.core.permissions import ALLOWED
from peoplesprocess.web import request_state
from peoplesprocess.web.form import PROOF, Form, token_is_good
from peoplesprocess.web.page_response import render_page
from peoplesprocess.web.sessions import current_person


def prove_with_the_form() -> None:
    """Check a code that came with a form; if it is wrong, the form is refused later with the reason."""
    if request.method != "POST" or not _needs_proof():
        return
    code = request.form.get(PROOF, "").strip()
    # The user is loaded only if there is a code, as a writing request would hold its turn from then on.
    if not code:
        return
    person = current_person()
    if person is not None and not person.is_proven and token_is_good(Form()):
        g.proof = confirm(person, code)
    request_state.discard_reads()


def proof_page(**shown: object) -> Response:
    """Return the page that asks for a code, with the reason if one that came with the form was wrong."""
    form, proof = SecondFactorProofForm().emptied(), g.get("proof", AuthenticationResult(status=403))
    if proof.sentence is not None:
        form.sentences.append(proof.sentence)
    return render_page("accounts/prove.html", proof.status, form=form, **shown)


def _needs_proof() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    action: Action | None = getattr(view, "grave", None)
    return action is not None and ALLOWED[action].proof
