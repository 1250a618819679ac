"""Maps: drawn maps with pins, points and shapes on the earth, and official place codes."""
