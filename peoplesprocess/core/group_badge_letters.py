"""The letters of the shipped groups' badges, in the reader's script."""

from __future__ import annotations

from peoplesprocess.core.messages import N_

# I18N: The letter of a group's badge, and after it the group; only the letter is shown. A script of its own
# I18N: has letters of its own, and groups that meet in one settlement different ones. Latin letters stay.
BADGE_LETTERS = {
    "women": N_("W (women)"),
    "men": N_("M (men)"),
    "youth": N_("Y (youth)"),
    "displaced": N_("D (displaced people)"),
    "disability": N_("P (persons with disabilities and older persons)"),
    "older": N_("O (older persons)"),
    "host": N_("H (host community)"),
    "host-women": N_("W (women of the host community)"),
    "host-men": N_("M (men of the host community)"),
    "displaced-women": N_("D (displaced women)"),
    "displaced-men": N_("I (displaced men)"),
    "returnees": N_("B (returnees)"),
    "renting": N_("R (renting and relocated families)"),
}
"""The letters of badges of groups whose shipped letter a programme kept."""
