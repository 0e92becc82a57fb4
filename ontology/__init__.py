"""What the world of industrial reports consists of: model, shapes, terms, data classes."""
