"""Mobilise and organise: place, people, meetings, committee; where we stand and what comes next."""
