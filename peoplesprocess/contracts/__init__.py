"""Community contracts: quantities, instalments and conditions, signatures of all parties, later end dates."""
