"""Acts about complaints: making, reading, acknowledging, answering, appealing and sharing one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.complaints import queries, sealed_text
from peoplesprocess.complaints.eligible_officers import officers_for, officers_without
from peoplesprocess.complaints.queries import ComplaintRecord, OfficerKeyRow
from peoplesprocess.complaints.sealed_text import WrongKey
from peoplesprocess.core.actions import Action
from peoplesprocess.core.complaints import ABOUT, CATEGORIES, CHANNELS, ComplaintStage
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.core.secrets import hashed
from peoplesprocess.db import journal
from peoplesprocess.facts.places import SettlementWithRules
from peoplesprocess.models import Complaint, ComplaintEvent, ComplaintKey, OfficerKey, SurvivorSupportContact


@dataclass(frozen=True, slots=True)
class ComplaintInput:
    """A complaint in the complainant's own words, with its category."""

    category: str
    about: str
    channel: str
    text: str


def file_complaint(
    act: Act, place: SettlementWithRules, said: ComplaintInput, receipt: str, today: date
) -> None:
    """Seal a complaint to the programme's officers and to its receipt; repeating it does nothing.

    Anybody may complain, so no role is asked for and nobody is named.
    Errors: Refused if nobody could read it, or if a value is on no list; sexual violence is on none, so that
    no account of it is taken here.
    """
    for field, known in (("category", CATEGORIES), ("about", ABOUT), ("channel", CHANNELS)):
        if getattr(said, field) not in known:
            raise Refused(Message(N_("Choose one from the list.")), field)
    if queries.complaint_of_receipt(act.db, receipt) is not None:
        return
    officers = officers_for(act.db, place.where, said.about, act.now)
    if not officers:
        raise Refused(Message(N_("Nobody can read complaints about this here yet. Nothing was saved.")))
    key = sealed_text.new_key()
    row = Complaint(
        programme_id=place.programme_id,
        settlement_id=place.id,
        number=act.next_number(Complaint.number, Complaint.programme_id, place.programme_id),
        category=said.category,
        about=said.about,
        channel=said.channel,
        filed_on=today,
        sealed_text=sealed_text.sealed(key, said.text),
        receipt_hash=hashed(receipt),
        receipt_key=sealed_text.sealed_key(key, _public_key_of(receipt)),
    )
    act.db.add(row)
    act.db.flush()
    act.db.add_all(_key_for(row.id, key, officer) for officer in officers)
    _note_nobody(act, "complaint.file")


def set_officer_key(act: Act, passphrase: str, fast: bool) -> OfficerKey:
    """Make the officer's key pair under a passphrase; earlier complaints stay under the former one.

    Errors: Forbidden.
    """
    act.require(Action.SEE_COMPLAINTS)
    private = sealed_text.new_private_key()
    row = OfficerKey(
        **act.programme_columns,
        account_id=cast(UUID, act.actor.id),
        public_key=sealed_text.public_key(private),
        locked_key=sealed_text.locked(private, passphrase, fast=fast),
    )
    act.db.add(row)
    act.note("officer_key.set", "officer key")
    return row


def read_complaint(act: Act, number: int, passphrase: str, fast: bool) -> bytes:
    """Return the key of a complaint's words. Errors: Forbidden; Refused for a wrong passphrase."""
    record = _record(act, number, Action.READ_COMPLAINT)
    key = _opened(act, record, passphrase, fast)
    act.note("complaint.read", f"complaint {number}")
    return key


def acknowledge_complaint(act: Act, number: int, is_serious: bool) -> None:
    """Record that somebody looks into a complaint, and whether it is serious. Errors: Forbidden; Refused."""
    record = _record(act, number, Action.READ_COMPLAINT)
    if record.stage is not ComplaintStage.FILED:
        raise Refused(Message(N_("Somebody is already looking into this complaint.")))
    _add_event(act, record, ComplaintStage.ACKNOWLEDGED, is_serious=is_serious)
    act.note("complaint.acknowledge", f"complaint {number}")
    if is_serious:
        act.note_in(record.row.settlement_id, "instalments.stop", "complaint")


def answer_complaint(act: Act, number: int, text: str, passphrase: str, fast: bool) -> None:
    """Answer a complaint; the answer can be read with the receipt and by the complaint's officers.

    Errors: Forbidden; Refused if it is answered already, or for a wrong passphrase.
    """
    record = _record(act, number, Action.ANSWER_COMPLAINT)
    if record.stage in (ComplaintStage.ANSWERED, ComplaintStage.ANSWERED_AGAIN):
        raise Refused(Message(N_("This complaint has already been answered.")))
    key = _opened(act, record, passphrase, fast)
    _add_event(act, record, ComplaintStage.ANSWERED, sealed_text.sealed(key, text))
    act.note("complaint.answer", f"complaint {number}")
    if record.is_serious:
        act.note_in(record.row.settlement_id, "instalments.go_on", "complaint")


def share_complaint(act: Act, number: int, officer_key: UUID, passphrase: str, fast: bool) -> None:
    """Let another officer read a complaint. Errors: Forbidden; Refused."""
    record = _record(act, number, Action.READ_COMPLAINT)
    chosen = {row.id: row for row in officers_without(act.db, record, act.now)}.get(officer_key)
    if chosen is None:
        raise Refused(Message(N_("Choose one from the list.")), "officer")
    act.db.add(_key_for(record.row.id, _opened(act, record, passphrase, fast), chosen))
    act.note("complaint.share", f"complaint {number}")


def appeal(act: Act, receipt: str, text: str) -> None:
    """Record with the receipt why an answer is not accepted, so that another officer answers.

    Whoever has the receipt may appeal, so no role is asked for and nobody is named.
    Errors: Refused unless there is one answer to appeal against.
    """
    record = queries.complaint_of_receipt(act.db, receipt)
    if record is None:
        raise Refused(NO_SUCH_RECEIPT, "receipt")
    if record.stage is not ComplaintStage.ANSWERED:
        raise Refused(Message(N_("There is no answer that a second person could look at now.")))
    private = sealed_text.private_key_of_receipt(receipt)
    key = sealed_text.opened_key(record.row.receipt_key, private)
    _add_event(act, record, ComplaintStage.APPEALED, sealed_text.sealed(key, text), is_known=False)
    _note_nobody(act, "complaint.appeal")
    if record.is_serious:
        # Everybody who works here can read this entry: its minute would tell when somebody complained.
        _on_the_day(act).note_in(record.row.settlement_id, "instalments.stop", "complaint")


def write_survivor_support_contact(act: Act, text: str) -> SurvivorSupportContact:
    """Write where people who suffered violence find help. Errors: Forbidden, SecondFactorNeeded."""
    act.require(Action.CHANGE_PROGRAMME)
    number = act.next_number(
        SurvivorSupportContact.number, SurvivorSupportContact.programme_id, act.programme.id
    )
    row = SurvivorSupportContact(**act.programme_columns, number=number, text=text)
    act.db.add(row)
    act.note("referral_contact.write", "referral contact")
    return row


def _record(act: Act, number: int, action: Action) -> ComplaintRecord:
    """Return the complaint if the table allows the action on it. Errors: Forbidden; Refused."""
    act.require_role(action)
    record = queries.complaint(act.db, act.programme.id, number)
    if record is None:
        raise Refused(Message(N_("There is no complaint with this number. See the list of complaints.")))
    act.require(action, record.subject(act.actor))
    return record


def _opened(act: Act, record: ComplaintRecord, passphrase: str, fast: bool) -> bytes:
    """Return the key of a complaint's words, by the officer's present or former passphrase.

    Errors: Refused.
    """
    held = [
        row
        for row in queries.HELD_KEYS.all(act.db, complaint=record.row.id)
        if row.account_id == act.actor.id
    ]
    if not held:
        raise Refused(Message(N_("This complaint was not sealed to you. Ask another officer to share it.")))
    for row in reversed(held):
        try:
            private = sealed_text.unlocked(row.locked_key, passphrase, fast=fast)
            return sealed_text.opened_key(row.sealed_key, private)
        except WrongKey:
            continue
    sentence = N_("This is not the passphrase that you had when the complaint came in. Try again.")
    raise Refused(Message(sentence), "passphrase")


def _add_event(
    act: Act,
    record: ComplaintRecord,
    stage: ComplaintStage,
    text: str = "",
    *,
    is_serious: bool = False,
    is_known: bool = True,
) -> None:
    act.db.add(
        ComplaintEvent(
            complaint_id=record.row.id,
            number=len(record.events) + 1,
            kind=stage.value,
            happened_on=record.day_of(act.now),
            is_serious=is_serious,
            sealed_text=text,
            account_id=act.actor.id if is_known else None,
            made_at=act.now if is_known else None,
        )
    )


def _key_for(complaint_id: UUID, key: bytes, officer: OfficerKeyRow) -> ComplaintKey:
    sealed = sealed_text.sealed_key(key, officer.public_key)
    return ComplaintKey(complaint_id=complaint_id, officer_key_id=officer.id, sealed_key=sealed)


def _public_key_of(receipt: str) -> str:
    return sealed_text.public_key(sealed_text.private_key_of_receipt(receipt))


def _note_nobody(act: Act, kind: str) -> None:
    """Note in the installation's journal that something was done on this day by nobody.

    Its position among the entries of the place would tell between which other acts it was done.
    """
    _on_the_day(act).note_in(journal.INSTALLATION, kind, "complaint")


def _on_the_day(act: Act) -> Act:
    """Return the act with the beginning of its day as its time, so that entries do not tell the hour."""
    return replace(act, now=act.now.replace(hour=0, minute=0, second=0, microsecond=0))


NO_SUCH_RECEIPT = Message(N_("There is no complaint with this receipt. Check each word or number."))
