"""Numbers as a text writes them: value, unit, bound, rank, series, period."""
