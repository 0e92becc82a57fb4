"""From decoded text to mentions, entities, statements and observations with exact offsets."""
