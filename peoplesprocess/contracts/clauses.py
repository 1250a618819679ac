"""The clauses of a community contract in plain words, one matter each, some with the contract's figures."""

from __future__ import annotations

from peoplesprocess.core.messages import N_

# Source: method.md, section 5.
CLAUSES = (
    N_("The community builds what the bill of quantities lists, with help from the technical officer."),
    N_("The work costs %(total)s. The community gives %(contribution)s, the grant is %(grant)s."),
    N_("The work begins on %(start)s and is finished by %(end)s."),
    N_("The grant is paid in the instalments listed here, each only when all its conditions hold."),
    N_("Whoever asks for an instalment does not release it. A second person does."),
    N_("The money goes to the community's own account. Three people sign for it, one of them a woman."),
    N_("Before a large purchase the community asks three sellers and writes down why it chose one."),
    N_("Women and men get the same pay for the same work. No child works. The site is kept safe."),
    N_("The agency gives training and technical help. Whoever builds does not verify the work."),
    N_("A change of quantities or prices is agreed in writing before it is built."),
    N_("The cash book and all papers are open to everybody at any time."),
    N_("If money comes late, or flood, storm or danger stops the work, a later end is agreed in writing."),
    N_("A complaint goes to the committee first, then to the authority and the agency together."),
    N_("Nobody loses land or home by this work, and nature around it is not harmed."),
    N_("Nobody may ask for money or sexual favours in return for work or help."),
    N_("Money that is left belongs to the community. An assembly decides what is done with it."),
    N_("What the technical officer finds wrong at the end is put right before the work is handed over."),
    N_("After that the community keeps the work running, as the plan says."),
)
