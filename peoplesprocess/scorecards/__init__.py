"""What groups say of a work: its access, quality and safety, counted by group and never by name."""
