"""Rounds: their rules, each group's ballot sheet and its attestation, and the close."""
