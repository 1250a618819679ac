"""Who can come in: signing in and leaving, invitations, what somebody is where, one's own account."""
