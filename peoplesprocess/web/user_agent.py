"""The kind of device of a sign-in, as one coarse word: enough to recognize it, too little to track it."""

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
    """Return the word for a User-Agent header, or "" if it is unknown."""
    header = user_agent.casefold()
    return next((word for sign, word in _SIGNS if sign in header), "")


def device_name(word: str) -> Msgid:
    """Return the name of a stored word for pages."""
    return DEVICE_NAMES.get(word, UNKNOWN)
