"""Mobilise and organise: the place, its people, meetings with counts, the committee; where we stand, what comes next."""
