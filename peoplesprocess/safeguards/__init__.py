"""What could go wrong with the works of a plan, what is done against it, and who looks again when."""
