"""Paid labour: muster rolls as days of women and of men, without names."""
