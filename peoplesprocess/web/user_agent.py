"""On what somebody signed in, in one coarse word: enough to know one's own, too little to follow it."""

from __future__ import annotations

from peoplesprocess.core.messages import N_, Msgid

DEVICE_NAMES = {
    "iphone": N_("iPhone"),
    "tablet": N_("Tablet"),
    "android": N_("Android phone"),
    "phone": N_("Phone"),
    "computer": N_("Computer"),
}
UNKNOWN: Msgid = N_("Another device")
_SIGNS = (
    ("iphone", "iphone"),
    ("ipad", "tablet"),
    ("tablet", "tablet"),
    ("android", "android"),
    ("mobile", "phone"),
    ("opera mini", "phone"),
    ("kaios", "phone"),
    ("windows", "computer"),
    ("macintosh", "computer"),
    ("linux", "computer"),
    ("cros", "computer"),
)


def device_of(user_agent: str) -> str:
    """Return the word for a browser's name of itself, "" if it says nothing that we know."""
    told = user_agent.casefold()
    return next((word for sign, word in _SIGNS if sign in told), "")


def device_name(word: str) -> Msgid:
    """Return what a stored word is called on pages."""
    return DEVICE_NAMES.get(word, UNKNOWN)
