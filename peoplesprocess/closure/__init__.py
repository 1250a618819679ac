"""Hand over: the public audit, the certificate its defects, the account, the handover and later checks."""
