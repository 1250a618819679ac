"""Accounts: signing in and out, invitations, roles, and settings of one's own account."""
