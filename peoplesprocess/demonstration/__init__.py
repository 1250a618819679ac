"""The demonstration: three invented settlements, built by the same acts that pages use."""
