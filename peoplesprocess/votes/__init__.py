"""Voting with a code on a paper: without an account, and sealed until the close."""
