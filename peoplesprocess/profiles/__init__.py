"""The profile of a settlement in rounds: services, people, damage and words, compared, with its gaps."""
