"""Checks before a plan is adopted or a new version begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Protocol

from peoplesprocess.core.authority_decisions import fingerprint
from peoplesprocess.core.inclusion import PeopleShare, more_than_all_households
from peoplesprocess.core.messages import N_, Message, Plural, Refused, Sentence
from peoplesprocess.facts.meetings import HeldMeeting
from peoplesprocess.facts.plans import ItemWithDecision, ItemWithEarlierAnswer, PlanVersion


class AdoptableItem(Protocol):
    """An item of a draft, as a row of the database or as a page holds it."""

    @property
    def line(self) -> int:
        """Its number, the same in every version."""
        ...

    @property
    def fingerprint(self) -> str:
        """A digest of its content."""
        ...


NO_SHEET = N_("Write on the settlement's sheet first how many households live here.")


def last_adopted(versions: Iterable[PlanVersion]) -> PlanVersion | None:
    """Return the version whose assembly met last, None if none was adopted."""
    # By the day of the meeting, not of typing in: earlier versions may be typed in later from paper.
    adopted = [(each.adopted_on, each) for each in versions if each.adopted_on is not None]
    return max(adopted, key=itemgetter(0))[1] if adopted else None


def later_assemblies(assemblies: Iterable[HeldMeeting], last: PlanVersion | None) -> list[HeldMeeting]:
    """Return the assemblies after the `last` one that adopted a version, which can adopt the next.

    Of two on the same day, the one with the higher number counts as later.
    """
    if last is None or last.adopted_on is None:
        return list(assemblies)
    before = (last.adopted_on, last.meeting or 0)
    return [each for each in assemblies if (each.held_on, each.number) > before]


def no_assembly_refusal(last: PlanVersion | None) -> Sentence:
    """Return the sentence that no assembly after the `last` adopted version is recorded."""
    if last is None:
        return Message(N_("No assembly is recorded yet. Record the meeting first."))
    return Message(
        N_(
            "Version %(number)s was adopted on %(day)s, and no assembly is recorded after that one. "
            "Record the meeting first."
        ),
        {"number": last.number, "day": last.adopted_on},
    )


def too_few_households(assemblies: Sequence[HeldMeeting], living: int, least: int) -> Sentence | None:
    """Return the obstacle if every assembly counted too few households, None if one of them may adopt."""
    shares = [PeopleShare(each.households, living) for each in assemblies if each.households]
    if not least or len(shares) < len(assemblies) or any(share.reaches(least) for share in shares):
        return None
    return Message(
        N_(
            "No assembly counted enough households, so none can adopt the plan yet: at least %(least)s %% "
            "are needed. Correct a count that is wrong, or meet again and record it."
        ),
        {"least": least},
    )


def check_is_later(assembly: HeldMeeting, last: PlanVersion | None) -> None:
    """Refuse an assembly that did not meet after the one of the `last` adopted version. Errors: Refused."""
    if last is not None and not later_assemblies([assembly], last):
        raise Refused(
            Message(
                N_(
                    "Version %(number)s was adopted on %(day)s. Choose an assembly that met after that one, "
                    "or record it first."
                ),
                {"number": last.number, "day": last.adopted_on},
            ),
            "meeting",
        )


def mark(items: Iterable[AdoptableItem]) -> str:
    """Return a digest of a draft's items in their order, which changes with any of them."""
    return fingerprint({"items": [[item.line, item.fingerprint] for item in items]})


def check_seen(seen: str | None, items: Iterable[AdoptableItem]) -> None:
    """Refuse to adopt items other than those `seen`, which the assembly agreed to. Errors: Refused."""
    if seen not in (None, mark(items)):
        raise Refused(
            Message(
                N_(
                    "The plan was changed since this page was opened. It lists the items as they are now: "
                    "save again only if the assembly adopted these."
                )
            )
        )


def households_present(assembly: HeldMeeting, typed: int | None) -> int:
    """Return how many households adopted a plan, at most those that the meeting counted. Errors: Refused."""
    counted = assembly.households
    if typed is None and not counted:
        raise Refused(
            Message(N_("This meeting counted no households. Write how many were there.")), "households"
        )
    if typed is not None and counted and typed > counted:
        raise Refused(
            Plural(
                "The meeting counted %(count)s household. If more were there, correct the meeting first.",
                "The meeting counted %(count)s households. If more were there, correct the meeting first.",
                counted,
            ),
            "households",
        )
    return counted or 0 if typed is None else typed


def check_quorum(share: PeopleShare, people: int, quorum_percent: int) -> None:
    """Refuse an assembly with too few households, or with an impossible number of them. Errors: Refused."""
    if share.part > people:
        raise Refused(
            Message(N_("There cannot be more households than people. Check both numbers.")), "households"
        )
    if share.whole and share.part > share.whole:
        raise Refused(
            more_than_all_households(share.whole),
            "households",
        )
    if quorum_percent and not share.whole:
        raise Refused(Message(NO_SHEET))
    if quorum_percent and not share.reaches(quorum_percent):
        raise Refused(
            Message(
                N_("Too few households at the assembly: %(share)s, at least %(least)s %% are needed"),
                {"share": share, "least": quorum_percent},
            ),
            "households",
        )


def check_revisable(plan: PlanVersion | None, items: Sequence[ItemWithDecision]) -> None:
    """Refuse a new version after the newest one `plan`, whose items are given, if none is needed.

    Errors: Refused while it can still be changed, or waits for the authority and no item was sent back.
    """
    if plan is None or not (plan.adopted_on or plan.submitted_at):
        raise Refused(Message(N_("This version has not been adopted yet. Change it directly.")))
    waiting = sum(item.is_undecided for item in items)
    if plan.submitted_at and waiting and not any(item.was_sent_back for item in items):
        raise Refused(
            Plural(
                "%(count)s item waits for the authority. A new version can begin when it has answered.",
                "%(count)s items wait for the authority. A new version can begin when it has answered.",
                waiting,
            )
        )


def unscreened_refusal(items: Iterable[ItemWithEarlierAnswer]) -> Sentence | None:
    """Return which items lack a screening of their present wording, None if all have one."""
    missing = [item for item in items if not item.safeguards.is_current]
    if not missing:
        return None
    sentence = N_(
        "The programme asks for a screening before a plan is handed over. Screen these items with their "
        "present wording on the page “Safeguards”: %(items)s."
    )
    return Message(sentence, {"items": "; ".join(f"{item.line}. {item.title}" for item in missing)})
