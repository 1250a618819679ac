"""Voting with a code on a paper: without an account, sealed until the close."""
