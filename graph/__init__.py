"""Stores, answers, measures and draws the graph."""
