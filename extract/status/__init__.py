"""How real a fact is: planned, under way or achieved."""
