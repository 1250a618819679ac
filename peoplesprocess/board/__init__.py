"""The public notice board: what was needed, decided, paid and built, without names or small counts."""
