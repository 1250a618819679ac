"""Acts about drafts: forms that are filled in page by page, by anybody who may, until they are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.assessments.response_actions import (
    ResponseInput,
    correct_response,
    record_response,
    standing_response,
)
from peoplesprocess.assessments.response_draft_queries import DRAFT, SAVED_PAGES, DraftDetail, DraftPageRow
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Conflict, Message, Refused
from peoplesprocess.core.xlsform.answer_judgement import MOST_REPETITIONS, faults_of, settled
from peoplesprocess.core.xlsform.form import XlsForm, restored
from peoplesprocess.core.xlsform.form_pages import FormPage, Place, joined_from_pages, pages_of, split_by_page
from peoplesprocess.core.xlsform.reader import read_form
from peoplesprocess.facts.assessment_forms import FORM_IN_USE
from peoplesprocess.models import ResponseDraft, ResponseDraftPage, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record


@dataclass(frozen=True, slots=True)
class DraftHeaderInput:
    """The subject of a form, which is a part of the place or "" for all of it, and the day."""

    about: str
    answered_on: date


class OpenDraft(NamedTuple):
    """A draft with its form, its pages, and what was last saved on each."""

    detail: DraftDetail
    form: XlsForm
    pages: tuple[FormPage, ...]
    saved: dict[Place, DraftPageRow]

    @property
    def kept(self) -> dict[Place, dict[str, str]]:
        """The answers by page and instance, without removed instances."""
        return {place: each.answers for place, each in self.saved.items() if not each.is_taken_away}

    @property
    def answers(self) -> dict[str, object]:
        """All answers so far, in the structure of the whole form."""
        return joined_from_pages(self.pages, self.kept)


def open_draft(detail: DraftDetail, saved: list[DraftPageRow]) -> OpenDraft:
    """Return a draft with its form and what was saved of it."""
    form = read_form(restored(detail.sheets))
    return OpenDraft(detail, form, pages_of(form), {(each.page, each.time): each for each in saved})


def begin_draft(act: Act, code: str, draft: DraftHeaderInput) -> ResponseDraft:
    """Begin to fill in a form of the programme. Errors: Forbidden; Refused if it is for telephones only."""
    act.require(Action.RECORD_ASSESSMENT)
    stored = FORM_IN_USE.first(act.db, programme=act.settlement.programme_id, code=code)
    if stored is None:
        raise Refused(Message(N_("The programme does not use this form. Choose another one.")))
    if not read_form(restored(stored.sheets)).on_pages:
        raise Refused(Message(N_("This form is filled in on telephones only.")))
    row = _add(act, draft, stored.version_id)
    act.note("assessment.begin", f"draft {row.number}", form=code)
    return row


def begin_correction(act: Act, number: int, draft: DraftHeaderInput) -> ResponseDraft:
    """Begin to correct a response, in a draft with its present answers. Errors: Forbidden; Refused."""
    act.require(Action.RECORD_ASSESSMENT)
    known = standing_response(act, number)
    form = read_form(restored(known.sheets))
    if not form.on_pages:
        raise Refused(Message(N_("This form is filled in on telephones only. Correct it there.")))
    row = _add(act, draft, known.form_version_id, known.id, known.version)
    for place, answers in split_by_page(pages_of(form), known.answers).items():
        _add_page(act, row.id, place, 1, answers)
    act.note("assessment.begin", f"draft {row.number}", form=known.code, assessment=number)
    return row


def save_page(
    act: Act, number: int, page: int, time: int, answers: Mapping[str, str], seen: int
) -> ResponseDraftPage:
    """Save the answers on a page of a draft, by the keys of its questions; "" removes an answer.

    `time` is the instance of a repeat, 0 for a new one and on other pages. Other answers on the page stay.
    Errors: Forbidden; Conflict, with the present answers, if it was saved after `seen`; Refused.
    """
    act.require(Action.RECORD_ASSESSMENT)
    draft = _standing(act, number)
    on = _page_of(draft, page)
    if on.repeat is not None and time == 0:
        time = _next_time(draft, page)
    saved = draft.saved.get((page, time))
    if saved is not None and saved.is_taken_away:
        raise Refused(Message(N_("This was removed in the meantime. Add it again if it is needed.")))
    if (saved.number if saved else 0) != seen:
        raise Conflict(saved.answers if saved else {})
    keys = {placed.key for placed in on.questions}
    merged = {**(saved.answers if saved else {}), **{key: answers[key] for key in answers if key in keys}}
    row = _add_page(act, draft.detail.id, (page, time), seen + 1, {k: v for k, v in merged.items() if v})
    act.note("assessment.save", f"draft {number}", page=page)
    return row


def remove_instance(act: Act, number: int, page: int, time: int) -> ResponseDraftPage:
    """Remove an instance of a repeat from a draft. Errors: Forbidden; Refused if there is none."""
    act.require(Action.RECORD_ASSESSMENT)
    draft = _standing(act, number)
    saved = draft.saved.get((page, time))
    if saved is None or saved.is_taken_away or not time:
        raise Refused(Message(N_("This has already been removed.")))
    row = _add_page(act, draft.detail.id, (page, time), saved.number + 1, {}, is_taken_away=True)
    act.note("assessment.save", f"draft {number}", page=page)
    return row


def change_draft(act: Act, number: int, draft: DraftHeaderInput, seen_version: int) -> ResponseDraft:
    """Change the subject and the day of a draft.

    Errors: Forbidden; Refused; Conflict, with the present values, if they were changed after `seen_version`.
    """
    act.require(Action.RECORD_ASSESSMENT)
    row = act.db.get_one(ResponseDraft, _standing(act, number).detail.id)
    if row.version != seen_version:
        raise Conflict({"about": row.about, "answered_on": row.answered_on})
    row.about, row.answered_on = draft.about, draft.answered_on
    row.version += 1
    act.note("assessment.save", f"draft {number}", page=0)
    return row


def send_draft(act: Act, number: int, reason: str = "") -> int:
    """Send a draft as a response, or as the next version of the one that it corrects; return its number.

    Errors: Forbidden; Refused while something is missing, if it was sent or struck, or if a correction has no
    reason.
    """
    act.require(Action.RECORD_ASSESSMENT)
    draft = _standing(act, number)
    detail, answers = draft.detail, settled(draft.form, draft.answers, act.now)
    if next(faults_of(draft.form, draft.pages, answers, act.now), None) is not None:
        raise Refused(Message(N_("Something is still missing or does not fit. It is named below.")))
    response = ResponseInput(detail.code, detail.version, detail.about, detail.answered_on, answers)
    if detail.corrects is None:
        return record_response(act, response, draft_id=detail.id).number
    correct_response(act, detail.corrects, response, reason, detail.base, draft_id=detail.id)
    return detail.corrects


def strike_draft(act: Act, number: int, reason: str) -> Strike:
    """Strike a draft that is not needed. Errors: Forbidden; Refused if it was sent or struck."""
    act.require(Action.RECORD_ASSESSMENT)
    draft = _standing(act, number)
    row = strike_record(act, ResponseDraft, draft.detail.id, reason)
    act.note("assessment.discard", f"draft {number}")
    return row


def _standing(act: Act, number: int) -> OpenDraft:
    detail = DRAFT.first(act.db, settlement=act.settlement.id, number=number)
    if detail is None:
        raise Refused(Message(N_("There is no such draft here. See the page “Assessments”.")))
    if detail.sent_as is not None:
        sentence = N_(
            "This draft has already been sent, as filled-in form %(number)s. Correct that form instead."
        )
        raise Refused(Message(sentence, {"number": detail.sent_as}))
    require_not_struck(detail.is_struck)
    return open_draft(detail, SAVED_PAGES.all(act.db, draft=detail.id))


def _page_of(draft: OpenDraft, number: int) -> FormPage:
    page = next((each for each in draft.pages if each.number == number), None)
    if page is None:
        raise Refused(Message(N_("This form has no such page. Open the draft again, and go on from there.")))
    return page


def _next_time(draft: OpenDraft, page: int) -> int:
    """Return the number of a new instance. Errors: Refused if the limit is reached."""
    times = [time for on, time in draft.saved if on == page]
    if sum(1 for on, time in draft.kept if on == page) >= MOST_REPETITIONS:
        sentence = N_("You cannot write more than %(most)s here. Fill in the form again for the others.")
        raise Refused(Message(sentence, {"most": MOST_REPETITIONS}))
    return max(times, default=0) + 1


def _add(
    act: Act, draft: DraftHeaderInput, version_id: UUID, response_id: UUID | None = None, base: int = 0
) -> ResponseDraft:
    row = ResponseDraft(
        **act.columns,
        number=act.next_number(ResponseDraft.number, ResponseDraft.settlement_id, act.settlement.id),
        form_version_id=version_id,
        about=draft.about,
        answered_on=draft.answered_on,
        response_id=response_id,
        base=base,
    )
    act.db.add(row)
    act.db.flush()
    return row


def _add_page(
    act: Act,
    draft_id: UUID,
    place: Place,
    number: int,
    answers: Mapping[str, str],
    *,
    is_taken_away: bool = False,
) -> ResponseDraftPage:
    row = ResponseDraftPage(
        **act.columns,
        draft_id=draft_id,
        page=place[0],
        time=place[1],
        number=number,
        answers=dict(answers),
        is_taken_away=is_taken_away,
    )
    act.db.add(row)
    return row
