"""What an act and a page say alike of the place where they stand: the day, the rules, whose place it is."""

from __future__ import annotations

from datetime import date, datetime

from peoplesprocess.core.programme_rules import ProgrammeRules
from peoplesprocess.core.roles import ActPlace
from peoplesprocess.facts.local_days import day_here
from peoplesprocess.facts.places import ProgrammeWithRules, SettlementWithRules

Place = SettlementWithRules | ProgrammeWithRules


class PlaceAndTime:
    """The place of what has a `place`, None in the installation as a whole, and a moment, `now`."""

    __slots__ = ()

    place: Place | None
    now: datetime

    @property
    def settlement(self) -> SettlementWithRules:
        """The settlement, which is there in every act and on every page below one."""
        if not isinstance(self.place, SettlementWithRules):
            raise LookupError("there is no settlement here")
        return self.place

    @property
    def programme(self) -> ProgrammeWithRules:
        """The programme, which is there in every act and on every page below one."""
        if not isinstance(self.place, ProgrammeWithRules):
            raise LookupError("there is no programme here")
        return self.place

    @property
    def where(self) -> ActPlace:
        """The place as the table of permissions asks."""
        return self.place.where if self.place is not None else ActPlace()

    @property
    def today(self) -> date:
        """The day that it is here; outside of settlements by UTC."""
        return day_here(self.place, self.now)

    @property
    def rules(self) -> ProgrammeRules:
        """The numbers of the programme."""
        return self.place.rules if self.place is not None else ProgrammeRules()
