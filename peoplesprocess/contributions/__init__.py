"""What a community gives to a work: money, labour, materials."""
