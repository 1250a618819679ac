"""The frame: programmes, their rules, steps and settlements; what waits for whom; all side by side."""
