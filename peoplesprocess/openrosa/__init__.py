"""Forms from telephones and from KoboToolbox: given out by form, sent back, and kept by the rooms' acts."""
