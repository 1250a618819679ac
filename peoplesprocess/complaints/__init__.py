"""Complaints: anybody can make one without an account; it is sealed to officers whom it does not concern."""
