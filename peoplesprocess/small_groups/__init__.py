"""The small groups of neighbouring households, and what they save."""
