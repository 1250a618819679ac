"""Filled-in forms of needs from any device, read like files and saved by the act of the needs' room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from peoplesprocess.act import Act
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.field_submission_register import known_submission
from peoplesprocess.imports.importable_need import ImportableNeed
from peoplesprocess.imports.need_fields import FIELDS, NEEDED
from peoplesprocess.imports.need_judgement import good_need, unchecked_need
from peoplesprocess.imports.need_records import NeedInFile, NeedsFileContent, read_needs
from peoplesprocess.needs.actions import RaisedNeedInput
from peoplesprocess.needs.received_needs import ReceivedNeed, receive_need
from peoplesprocess.openrosa.need_form_extras import NeedFormExtras, NeedFormExtrasWriter, SentPhoto
from peoplesprocess.openrosa.need_questions import BLOCK, PHOTO, POINT
from peoplesprocess.openrosa.needs_form import is_version
from peoplesprocess.openrosa.sent_form import META, SentForm
from peoplesprocess.spreadsheets.received_sheets import ReceivedSheet

SOURCE = "collect"
_OUTCOMES = {
    "new": N_("Need %(number)s is recorded."),
    "known": N_("This form came in before: it is need %(number)s."),
    "changed": N_("Need %(number)s is changed."),
}


@dataclass(frozen=True, slots=True)
class DeviceFormOutcome:
    """The outcome of a form: the outcomes of its needs, and the sentences that a telephone shows."""

    outcomes: Sequence[ReceivedNeed]
    sentences: Sequence[Sentence]
    adds_photo: bool = False

    @property
    def is_known(self) -> bool:
        """Whether all of it was received before."""
        return not self.adds_photo and all(each.outcome == "known" for each in self.outcomes)


def receive_needs_form(act: Act, form: SentForm, photo: SentPhoto = None) -> DeviceFormOutcome:
    """Save a filled-in form of needs, as a need or a change of one.

    Errors: Forbidden; FieldSubmissionConflict; Refused, naming the question.
    """
    _check_version(act, form)
    answers = _answers(form)
    answers.pop(PHOTO, "")
    beside = NeedFormExtras(answers.pop(BLOCK, ""), answers.pop(POINT, ""), photo, form.replaces_id)
    ids = {f"{META}/instanceID": form.instance_id, f"{META}/rootUuid": form.root_id}
    sheet = ReceivedSheet("", ((1, (*answers, *ids)), (2, (*answers.values(), *ids.values()))))
    read = read_needs([sheet], act.settlement)
    _check_answers(read, answers)
    return receive_parsed_needs(act, read, SOURCE, beside)


def _check_version(act: Act, form: SentForm) -> None:
    if form.version and not is_version(act.settlement.id, form.version):
        sentence = N_(
            "The form of needs never had the version “%(version)s” here. Load a new blank form, and fill it "
            "in."
        )
        raise Refused(Message(sentence, {"version": form.version[:80]}))


def _check_answers(read: NeedsFileContent, answers: Mapping[str, str]) -> None:
    for path in read.unknown:
        if answers[path].strip():
            sentence = N_("“%(question)s” is no longer asked here. Load a new blank form, and fill it in.")
            raise Refused(Message(sentence, {"question": path[:80]}), path)
    for name in NEEDED:
        if name not in answers:
            sentence = N_(
                "The question “%(question)s” is missing in this form. Load a new blank form, and fill it in."
            )
            raise Refused(Message(sentence, {"question": FIELDS[name]}), name)


def _answers(form: SentForm) -> dict[str, str]:
    answers: dict[str, str] = {}
    for path, text in form.leaves():
        if answers.setdefault(path, text) != text:
            sentence = N_(
                "The question “%(question)s” is answered twice in this form. Load a new blank form, and "
                "fill it in."
            )
            raise Refused(Message(sentence, {"question": path[:80]}), path)
    return answers


def receive_parsed_needs(
    act: Act, read: NeedsFileContent, source: str, beside: NeedFormExtras
) -> DeviceFormOutcome:
    """Save the needs that were read from one form, all or none of them. Errors: as `receive_needs_form`."""
    if read.faults:
        raise Refused(read.faults[0].why, read.faults[0].column)
    outcomes: list[ReceivedNeed] = []
    kept = NeedFormExtrasWriter()
    for row in read.needs:
        try:
            outcomes.append(_received(act, row, source, beside, kept))
        except Refused as refusal:
            raise type(refusal)(_naming_question(refusal), refusal.field) from None
    told = [Message(_OUTCOMES[each.outcome], {"number": each.number}) for each in outcomes]
    return DeviceFormOutcome(outcomes, [*told, *kept.told], kept.adds_photo)


def _received(
    act: Act, row: NeedInFile, source: str, beside: NeedFormExtras, kept: NeedFormExtrasWriter
) -> ReceivedNeed:
    told_need = unchecked_need(row, source)
    if told_need is not None and _is_known(act, told_need):
        # What was saved stays, even if changes here since would make it refused today.
        outcome = receive_need(act, told_need.sent, told_need.report)
    else:
        good = good_need(act, row, source)
        need, raised_by = good.report
        report = RaisedNeedInput(replace(need, block_id=kept.block(act, beside)), raised_by)
        outcome = receive_need(act, replace(good.sent, replaces_id=_replaced(row, beside)), report)
        if outcome.outcome != "known":
            kept.keep_point(act, outcome.number, beside)
    kept.keep_photo(act, outcome.number, beside)
    return outcome


def _replaced(row: NeedInFile, beside: NeedFormExtras) -> str:
    """Return the id of what a need edits: the form's id, followed by the place of a repeat."""
    _, slash, place = row.id.partition("/")
    return f"{beside.replaces_id}{slash}{place}" if beside.replaces_id else ""


def _is_known(act: Act, told_need: ImportableNeed) -> bool:
    known = known_submission(act, told_need.sent.instance_id)
    return known is not None and known.digest == told_need.sent.digest


def _naming_question(refusal: Refused) -> Sentence:
    if refusal.field not in FIELDS:
        return refusal.sentence
    values: dict[str, object] = {"question": FIELDS[refusal.field], "fault": refusal.sentence}
    return Message(N_("“%(question)s”: %(fault)s"), values)
