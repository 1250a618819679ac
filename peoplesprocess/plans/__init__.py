"""Plan: items from needs with their money, adopted by an assembly, handed over, in versions that compare."""
