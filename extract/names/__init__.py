"""Names in a text: candidates from form, lexicons and the reader, decided in one place, mended, joined into entities."""
