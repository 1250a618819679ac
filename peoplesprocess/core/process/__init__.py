"""Steps, gates and their variants as data, and the evaluation of gates."""
