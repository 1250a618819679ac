"""Settlements: the profile, meetings and committee, the progress through the steps and the next task."""
