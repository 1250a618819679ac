"""The cycles of a settlement: each begins with what the previous one left over."""
