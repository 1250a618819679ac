"""Forms on telephones and KoboToolbox: offered to devices, received, and saved by the acts of rooms."""
