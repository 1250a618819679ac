"""Closing a work: the public audit, the certificate and its defects, the account, handover and checks."""
