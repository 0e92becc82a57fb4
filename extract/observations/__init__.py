"""What a number says: whom it is about and what it measures."""
