"""The plan: items from needs with their money, adopted by an assembly, submitted, in comparable versions."""
