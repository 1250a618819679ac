"""A ranking: the group agrees on an order, and a need gets points for those ranked below it (Borda count)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peoplesprocess.core.messages import N_, Message, Refused


def points(places: Mapping[str, int], ballot: Sequence[int]) -> dict[int, int]:
    """Return each need's points, by its number: two for each need below it, one for each tied with it.

    `places` holds 1 for the first, by the need's number as text; needs without a place, or with 0, are tied
    below all others, so each gets the mean of the remaining points. Units: points of one person. Errors:
    Refused if two needs have the same place, or a place is left out. Source: Borda (1784); prioritisation.md,
    section 5.10.
    """
    placed = {need: places.get(str(need), 0) for need in ballot}
    given = sorted(place for place in placed.values() if place)
    for wanted, place in enumerate(given, 1):
        if place == wanted:
            continue
        if place in given[: wanted - 1]:
            both = [need for need in ballot if placed[need] == place]
            raise Refused(
                Message(
                    N_("Needs %(first)s and %(second)s have the same rank. Ask the group which comes first."),
                    {"first": both[0], "second": both[1]},
                ),
                f"need{both[1]}",
            )
        raise Refused(Message(N_("No need has rank %(place)s. Number the ranks 1, 2, 3."), {"place": wanted}))
    if not given:
        raise Refused(Message(N_("The sheet is empty. Type in the rank of each need.")))
    last = len(given) + 1
    standing = {need: place or last for need, place in placed.items()}
    return {
        need: sum(2 * (other > place) + (other == place) for other in standing.values()) - 1
        for need, place in standing.items()
    }
