"""The Washington Group Short Set on Functioning, recorded as counts.

The questions and answers are those of the Washington Group and are never reworded, because countries can only
be compared if the questions were the same. People with "a lot of difficulty" or "cannot do at all" in at
least one domain count as persons with disabilities. Source: the Washington Group on Disability Statistics,
Short Set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Message, Plural, RefusalList, Refused

# Translators: this and the next nine are the wording of the Washington Group. Where it has published one in
# your language, write that one, word for word; change no order and no answer.
SEEING = N_("Do you have difficulty seeing, even if wearing glasses?")
QUESTIONS = {
    "seeing": SEEING,
    "hearing": N_("Do you have difficulty hearing, even if using a hearing aid?"),
    "walking": N_("Do you have difficulty walking or climbing steps?"),
    "remembering": N_("Do you have difficulty remembering or concentrating?"),
    "self-care": N_("Do you have difficulty (with self-care such as) washing all over or dressing?"),
    "communicating": N_(
        "Using your usual (customary) language, do you have difficulty communicating, for example "
        "understanding or being understood?"
    ),
}
"""The six questions by domain, in the order in which they are asked."""
ANSWERS = (
    N_("No – no difficulty"),
    N_("Yes – some difficulty"),
    N_("Yes – a lot of difficulty"),
    N_("Cannot do at all"),
)
"""The possible answers; the last two are at the cut-off."""


@dataclass(frozen=True, slots=True)
class DisabilityCounts:
    """The number of people asked, at the cut-off in each domain, and at the cut-off in at least one domain.

    Units: people.
    """

    asked: int
    domains: Mapping[str, int]
    at_cut_off: int


def check(counts: DisabilityCounts) -> None:
    """Refuse counts that cannot describe the same people. Errors: Refused, naming the field."""
    if not counts.asked:
        raise Refused(Message(N_("Write how many people were asked.")), "asked")
    refusals = RefusalList()
    for domain, count in counts.domains.items():
        with refusals:
            if count > counts.asked:
                too_many = Plural(
                    "This is more than the %(count)s person who was asked. Check the number.",
                    "This is more than all %(count)s people who were asked. Check the number.",
                    counts.asked,
                )
                raise Refused(too_many, domain)
    refusals.settle()
    least, most = max(counts.domains.values()), min(counts.asked, sum(counts.domains.values()))
    if not least <= counts.at_cut_off <= most:
        sentence = N_(
            "A person who is counted in several questions is one person: this number is between %(least)s "
            "and %(most)s."
        )
        raise Refused(Message(sentence, {"least": least, "most": most}), "at_cut_off")
