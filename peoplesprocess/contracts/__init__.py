"""Community contracts: bill of quantities, instalments, signatures of all parties, later end dates."""
