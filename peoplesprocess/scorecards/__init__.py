"""What groups say about a work's access, quality and safety, as counts without names."""
