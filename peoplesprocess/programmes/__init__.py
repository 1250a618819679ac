"""The frame: programmes, their rules, steps and settlements; what waits for whom; all settlements side by side."""
