"""What runs learned weights: the character reader and boosted trees."""
