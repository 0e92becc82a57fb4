"""What runs learned weights: the character reader, boosted trees, and linear models over hashed words."""
