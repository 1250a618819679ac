"""What acts and pages have in common about their place: its rules, its local day, its permissions."""

from __future__ import annotations

from datetime import date, datetime

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import ActPlace
from peoplesprocess.facts.local_days import day_here
from peoplesprocess.facts.places import ProgrammeWithRules, SettlementWithRules

Place = SettlementWithRules | ProgrammeWithRules


class PlaceAndTime:
    """A mixin for objects with a `place` (None for the installation as a whole) and a moment `now`."""

    __slots__ = ()

    place: Place | None
    now: datetime

    @property
    def settlement(self) -> SettlementWithRules:
        """The settlement. Errors: LookupError in an act or on a page outside of settlements."""
        if not isinstance(self.place, SettlementWithRules):
            raise LookupError("there is no settlement here")
        return self.place

    @property
    def programme(self) -> ProgrammeWithRules:
        """The programme. Errors: LookupError in an act or on a page that is not a programme's."""
        if not isinstance(self.place, ProgrammeWithRules):
            raise LookupError("there is no programme here")
        return self.place

    @property
    def where(self) -> ActPlace:
        """The place in the form that the table of permissions takes."""
        return self.place.where if self.place is not None else ActPlace()

    @property
    def today(self) -> date:
        """The local day; by UTC outside of settlements."""
        return day_here(self.place, self.now)

    @property
    def rules(self) -> ProgrammeRules:
        """The programme's rules; the defaults in the installation as a whole."""
        return self.place.rules if self.place is not None else ProgrammeRules()
