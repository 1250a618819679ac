"""Who did what: the journal of a settlement or a programme in plain sentences."""
