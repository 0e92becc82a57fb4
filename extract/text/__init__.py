"""The text of a report as it stands: healed characters, sentences, rows of tables."""
