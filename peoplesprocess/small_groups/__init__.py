"""Small groups of neighbouring households and their savings."""
