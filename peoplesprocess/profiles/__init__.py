"""Rounds of a settlement's profile: services, people, damage and words, compared, with the gaps."""
