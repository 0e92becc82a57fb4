"""The explorer: a store's graph as one offline HTML page, every relation with the sentences that state it."""

from graph.explore.network import to_pyvis
from graph.explore.page import Explorer, policy_of, to_page, write_page

__all__ = ["Explorer", "policy_of", "to_page", "to_pyvis", "write_page"]
