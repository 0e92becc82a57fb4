"""The command line and what composes ontology, extract and graph."""

__version__ = "0.1.0"
