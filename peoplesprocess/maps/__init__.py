"""Maps: what people drew with pins on it, points and shapes on the earth, and official place codes."""
