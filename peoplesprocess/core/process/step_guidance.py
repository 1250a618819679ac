"""How each step is done in the field, for a facilitator without a manual: half a page for each step."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import N_, Msgid


@dataclass(frozen=True, slots=True)
class ShippedStepGuidance:
    """How a step is done: its agenda, whom to invite, what to bring and read aloud, the signs of success."""

    agenda: tuple[Msgid, ...]
    invite: Msgid
    bring: Msgid
    read_aloud: Msgid
    good: Msgid


GUIDANCE = {
    "mobilise": ShippedStepGuidance(
        (
            N_("Greet everybody. Say who you are, who sends you, and that it costs nothing to stay away."),
            N_("Explain how the process works, step by step, and what it cannot give. Promise nothing."),
            N_("Take questions from the back rows first. Note each one and what you answered."),
            N_("Ask for a yes or a no. Count who was there, women and men separately."),
        ),
        N_(
            "Every lane and hamlet, by word of mouth: also tenants, newcomers and people who cannot walk "
            "far. Hold a second meeting for women alone where they would not speak in front of men."
        ),
        N_(
            "The consent text, the authority's letter, paper for the questions, and a person who speaks "
            "each language."
        ),
        N_(
            "We write down how many people came, never who. What you decide here is yours. You can say no "
            "today, and you can stop later."
        ),
        N_(
            "People who were not the first to come to you have heard of it, women ask as much as men, and "
            "the questions are hard."
        ),
    ),
    "organise": ShippedStepGuidance(
        (
            N_("Say what the committee will do, how long it serves, and that it signs for the money."),
            N_("Agree which seats are kept for women and for each group, before any name is said."),
            N_("Let people vote in secret, and count in front of everybody."),
            N_("Choose who signs at the bank: no two from one family, and a woman among them."),
        ),
        N_(
            "All adults who live here, however long: announce the day a week before, in every lane. Ask "
            "the authority to watch, not to lead."
        ),
        N_(
            "Ballots with signs for those who do not read, a box, and the rules for the committee on one "
            "page."
        ),
        N_(
            "The committee works for all of us. It keeps its books open, reads them out to us, and we can "
            "choose others."
        ),
        N_(
            "More than one person stood for a seat, and women hold seats that decide, not only seats that "
            "listen."
        ),
    ),
    "map": ShippedStepGuidance(
        (
            N_("Walk through the place together and draw it on the ground or on a sheet."),
            N_("Ask what makes life hard here, since when, and in which season it is worst."),
            N_("For each need ask why, and why again, and what people do about it already."),
            N_("Read the list back to the group, and ask what is not on it."),
        ),
        N_(
            "Each group by itself: women with a woman, youth, displaced people, persons with disabilities. "
            "Six to fifteen people are enough for one session."
        ),
        N_(
            "Large paper, coloured pens, stones or seeds, a shaded place that all can reach, and somebody "
            "to look after children."
        ),
        N_(
            "No need is too small to be said. We write your words, without names. Not all of it can be "
            "built, and all of it stays on the list."
        ),
        N_(
            "The groups' lists differ. Needs that nobody can build, such as papers or safety, are on them "
            "too."
        ),
    ),
    "prioritise": ShippedStepGuidance(
        (
            N_("Hang up or read out all needs. Merge two only if those who raised them agree."),
            N_("Explain how each group chooses and how it is counted, and try it once with fruit."),
            N_("Each group chooses by itself, unseen by the others."),
            N_("Count aloud, photograph the sheet, and let the group's representative confirm it."),
            N_("Show the result to all together, and talk about where the groups differ."),
        ),
        N_(
            "The same groups as before, and their representatives. Elders and leaders choose with their "
            "own group, once."
        ),
        N_(
            "A printed sheet for each group, counters that look alike, a screen or a second room, and a "
            "telephone for the photo."
        ),
        N_(
            "Nobody may see what you choose, and nobody may ask you. The rule for counting was fixed "
            "before, and nobody can change it afterwards."
        ),
        N_(
            "People learn the result before they go home, and a group that got little can say why the "
            "result is still fair."
        ),
    ),
    "plan": ShippedStepGuidance(
        (
            N_(
                "Take the needs in the order that was chosen. Ask for each need: what would solve it, and "
                "where?"
            ),
            N_("Sort: what we do ourselves, what we do with help, what others must do."),
            N_(
                "Estimate cost, labour and time with the technical officer, and compare the sum with the "
                "money there is."
            ),
            N_("Say who keeps each work running, and with which money. Then adopt the plan in an assembly."),
        ),
        N_(
            "The committee, two people from each group, the technical officer and the authority's office. "
            "For the adoption: every household."
        ),
        N_(
            "The result of the round, the map, local prices, a tape measure, and what is known about whose "
            "land it is."
        ),
        N_(
            "This is what we will do, who does it, when, and with which money. If it is not what we "
            "agreed, say so now."
        ),
        N_("The plan fits the money. Each item names the land, the hands and who repairs it in two years."),
    ),
    "approve": ShippedStepGuidance(
        (
            N_("Take the people of the office through the plan, item by item, at the places themselves."),
            N_(
                "Ask for each item: is the land free, does somebody else plan the same, is there a rule "
                "against it?"
            ),
            N_(
                "Note every answer with its reason, and who can give the answer that this office cannot give."
            ),
            N_("Take the answers back to the assembly within a week."),
        ),
        N_(
            "The person in the office who signs, the departments that would run the works, and two members "
            "of the committee."
        ),
        N_("The adopted plan on paper, the minutes of the assembly, the map, and letters about land."),
        N_(
            "The order is the community's. The office says yes, not yet, or no, and gives its reason. "
            "Everybody can read the answer."
        ),
        N_(
            "Each item has an answer in time, each no has a reason that people understand, and the order "
            "has stayed as it was."
        ),
    ),
    "contract": ShippedStepGuidance(
        (
            N_(
                "Go through drawings and quantities on the spot, until the committee can explain them itself."
            ),
            N_(
                "Read every clause in the people's language: sum, contribution, instalments, wages, "
                "safety, complaints."
            ),
            N_("Open the bank account, name who signs, and show how the cash book is kept."),
            N_("Sign in public, and hang a copy on the notice board."),
        ),
        N_(
            "The committee with all who sign, the agency, the authority as witness, the technical officer, "
            "and whoever wants to listen."
        ),
        N_(
            "Three copies of the contract, the land letter, the bank's form, three price offers for what "
            "costs most."
        ),
        N_(
            "The money comes to our account, in parts. We buy, build and account for it ourselves. Women "
            "and men get the same wage for the same work."
        ),
        N_(
            "Anybody on the committee can say what the work costs, what the community gives and when the "
            "next money comes."
        ),
    ),
    "build": ShippedStepGuidance(
        (
            N_("Meet each week at the site: what is built, what is missing, what is in the way."),
            N_("Compare prices before buying, write each payment down on its day, keep each receipt."),
            N_("Somebody who does not build measures the work and looks for faults."),
            N_("Before each instalment read the accounts out in public, and answer questions."),
        ),
        N_(
            "Those who buy, those who build, those who check, and the neighbours of the site. For the "
            "reading of accounts: everybody."
        ),
        N_(
            "The cash book with its receipts, the list of workers' days, the bill of quantities, and a "
            "tape measure."
        ),
        N_(
            "So much came, so much was spent, this was bought, this is left. Here are the receipts: take "
            "them in your hand."
        ),
        N_(
            "Work and money go forward together, somebody always knows why work has stopped, and mistakes "
            "are told early."
        ),
    ),
    "handover": ShippedStepGuidance(
        (
            N_(
                "Walk round the finished work with everybody. Write down every fault, and by when it must "
                "be repaired."
            ),
            N_("Read all accounts out, line by line, and let the assembly accept them or not."),
            N_("Decide what is done with money that is left."),
            N_("Agree who looks after the work, how often, for which fee, and who holds the repair fund."),
        ),
        N_(
            "All households, the authority that takes the work over, the technical officer, and those who "
            "will look after it, women first."
        ),
        N_(
            "The cash book, the contract, the certificate, spare parts and tools, and the plan for "
            "operation and maintenance."
        ),
        N_(
            "This work is ours now. This is who looks after it, this is what each household gives, and "
            "this is whom you call when it breaks."
        ),
        N_(
            "It works a year later. People know who repairs it, the fund has money in it, and the next "
            "place hears what you have learned."
        ),
    ),
}
"""The shipped guidance by the key of a step in `steps.STEPS`. Steps that a programme added have none."""
