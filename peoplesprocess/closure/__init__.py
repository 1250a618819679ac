"""Hand over: the public audit, the certificate with its defects, account, handover and the checks after it."""
