"""Filled-in forms about needs, from whichever device: read as files are, kept by the room's act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.actions import Action
from peoplesprocess.core.coordinates import read_point
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.field_submissions import known_submission
from peoplesprocess.imports.good_needs import GoodNeed
from peoplesprocess.imports.need_fields import FIELDS, NEEDED
from peoplesprocess.imports.need_judgement import FORM_CODE, good_need, unchecked_need
from peoplesprocess.imports.need_records import NeedInFile, ReadNeeds, read_needs
from peoplesprocess.maps.points import EarthPointInput, former_point, point_decimals, record_point
from peoplesprocess.needs.actions import NeedReport
from peoplesprocess.needs.received_needs import ReceivedNeed, receive_need
from peoplesprocess.openrosa.need_questions import BLOCK, POINT
from peoplesprocess.openrosa.needs_form import is_version
from peoplesprocess.openrosa.sent_form import META, SentForm
from peoplesprocess.spreadsheets.received import ReceivedSheet

SOURCE = "collect"
_OUTCOMES = {
    "new": N_("Need %(number)s is recorded."),
    "known": N_("This form came in before: it is need %(number)s."),
    "changed": N_("Need %(number)s is changed."),
}
_LABELS = {**FIELDS, BLOCK: N_("Block"), POINT: N_("Where is it on the map?")}


class UnknownForm(Refused):
    """A filled-in form that nobody asks for here."""


@dataclass(frozen=True, slots=True)
class BesideNeed:
    """What a form says beside the need itself: the number of its block, and its point as it was written."""

    block: str = ""
    point: str = ""
    replaces_id: str = ""


@dataclass(frozen=True, slots=True)
class FormReceipt:
    """What became of a form: the outcomes of its needs, and what a telephone shows of it."""

    outcomes: Sequence[ReceivedNeed]
    sentences: Sequence[Sentence]

    @property
    def is_known(self) -> bool:
        """Whether all of it came in before."""
        return all(each.outcome == "known" for each in self.outcomes)


def receive_form(act: Act, form: SentForm) -> FormReceipt:
    """Keep a form that Collect has sent: a need, or a change of one, once however often it comes.

    Errors: Forbidden; UnknownForm; SubmissionConflict; Refused, which names the question.
    """
    _check_form(act, form)
    answers = _answers(form)
    beside = BesideNeed(answers.pop(BLOCK, ""), answers.pop(POINT, ""), form.replaces_id)
    ids = {f"{META}/instanceID": form.instance_id, f"{META}/rootUuid": form.root_id}
    sheet = ReceivedSheet("", ((1, (*answers, *ids)), (2, (*answers.values(), *ids.values()))))
    read = read_needs([sheet], act.settlement)
    _check_answers(read, answers)
    return receive_read(act, read, SOURCE, beside)


def _check_form(act: Act, form: SentForm) -> None:
    if form.code != FORM_CODE:
        raise UnknownForm(
            Message(
                N_(
                    "Nobody asks with the form “%(form)s” here. "
                    "Load the blank form again, and fill it in anew."
                ),
                {"form": form.code[:80]},
            )
        )
    if form.version and not is_version(act.settlement.id, form.version):
        sentence = N_(
            "The form of needs never had the version “%(version)s” here. "
            "Load the blank form again, and fill it in anew."
        )
        raise Refused(Message(sentence, {"version": form.version[:80]}))


def _check_answers(read: ReadNeeds, answers: Mapping[str, str]) -> None:
    for path in read.unknown:
        if answers[path].strip():
            sentence = N_(
                "Nobody asks “%(question)s” here any more. Load the blank form again, and fill it in anew."
            )
            raise Refused(Message(sentence, {"question": path[:80]}), path)
    for name in NEEDED:
        if name not in answers:
            sentence = N_(
                "The question “%(question)s” is missing in this form. "
                "Load the blank form again, and fill it in anew."
            )
            raise Refused(Message(sentence, {"question": _LABELS[name]}), name)


def _answers(form: SentForm) -> dict[str, str]:
    answers: dict[str, str] = {}
    for path, text in form.leaves():
        if answers.setdefault(path, text) != text:
            sentence = N_(
                "The question “%(question)s” is answered twice in this form. "
                "Load the blank form again, and fill it in anew."
            )
            raise Refused(Message(sentence, {"question": path[:80]}), path)
    return answers


def receive_read(act: Act, read: ReadNeeds, source: str, beside: BesideNeed) -> FormReceipt:
    """Keep the needs that were read of one form, all or none of them. Errors as `receive_form`."""
    if read.faults:
        raise Refused(read.faults[0].why, read.faults[0].column)
    outcomes: list[ReceivedNeed] = []
    told: list[Sentence] = []
    for row in read.needs:
        try:
            outcome = _received(act, row, source, beside, told)
        except Refused as refusal:
            raise type(refusal)(_at_question(refusal), refusal.field) from None
        outcomes.append(outcome)
        told.insert(len(outcomes) - 1, Message(_OUTCOMES[outcome.outcome], {"number": outcome.number}))
    return FormReceipt(outcomes, told)


def _received(
    act: Act, row: NeedInFile, source: str, beside: BesideNeed, told: list[Sentence]
) -> ReceivedNeed:
    told_need = unchecked_need(row, source)
    if told_need is not None and _is_known(act, told_need):
        # What was kept stays kept, whatever has been changed here since that would refuse it today.
        return receive_need(act, told_need.sent, told_need.report)
    good = good_need(act, row, source)
    need, raised_by = good.report
    report = NeedReport(replace(need, block_id=_block(act, beside.block, told)), raised_by)
    outcome = receive_need(act, replace(good.sent, replaces_id=_replaced(row, beside)), report)
    if beside.point.strip() and outcome.outcome != "known":
        _keep_point(act, outcome.number, beside.point, told)
    return outcome


def _replaced(row: NeedInFile, beside: BesideNeed) -> str:
    """What a need is an edit of: one of a repeat has its place there behind the form's id."""
    _, slash, place = row.id.partition("/")
    return f"{beside.replaces_id}{slash}{place}" if beside.replaces_id else ""


def _is_known(act: Act, told_need: GoodNeed) -> bool:
    known = known_submission(act, told_need.sent.instance_id)
    return known is not None and known.digest == told_need.sent.digest


def _block(act: Act, number: str, told: list[Sentence]) -> UUID | None:
    if not number.strip():
        return None
    blocks = {str(each.number): each.id for each in BLOCKS.all(act.db, settlement=act.settlement.id)}
    found = blocks.get(number.strip())
    if found is None:
        told.append(Message(N_("Its block was left out: it was struck, or is none of this place.")))
    return found


def _keep_point(act: Act, number: int, written: str, told: list[Sentence]) -> None:
    """Keep where a need lies; one that cannot be kept is told, and keeps nothing else back."""
    if not act.may(Action.RECORD_MAP):
        told.append(Message(N_("Its point was left out: you may not write on the map here.")))
        return
    try:
        point = read_point(written)
        decimals = point_decimals(act.db, act.settlement, number)
        if former_point(act.db, act.settlement.id, number, None) != point.rounded(decimals):
            record_point(act, EarthPointInput(point, number))
    except Refused as refusal:
        told.append(Message(N_("Its point was left out. %(fault)s"), {"fault": refusal.sentence}))


def _at_question(refusal: Refused) -> Sentence:
    label: Mapping[str, str] = _LABELS
    if refusal.field not in label:
        return refusal.sentence
    values: dict[str, object] = {"question": label[refusal.field], "fault": refusal.sentence}
    return Message(N_("“%(question)s”: %(fault)s"), values)
