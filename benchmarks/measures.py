"""Measures of a random network of 100,000 nodes and 500,000 edges: CPU seconds of ours, and of plain networkx.

usage: python benchmarks/measures.py [--nodes N] [--edges M] [--networkx]
"""

from __future__ import annotations

import argparse
import time

import networkx as nx

from graph import measures


def clock(name, call):
    begun = time.process_time()
    result = call()
    print(f"{name:42s} {time.process_time() - begun:8.2f} CPU s", flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    parser.add_argument("--networkx", action="store_true", help="also plain networkx, minutes")
    options = parser.parse_args()
    network = nx.gnm_random_graph(options.nodes, options.edges, seed=1)
    begun = time.process_time()
    clock("pagerank", lambda: measures.pagerank(network))
    groups = clock("communities (Louvain)", lambda: measures.communities(network))
    clock("modularity", lambda: measures.modularity(network, groups))
    clock("core_numbers", lambda: measures.core_numbers(network))
    clock("components", lambda: measures.components(network))
    clock("clustering", lambda: measures.clustering(network))
    clock(f"betweenness ({measures.SAMPLES} sources)", lambda: measures.betweenness(network))
    print(f"{'all':42s} {time.process_time() - begun:8.2f} CPU s")
    if options.networkx:
        clock("networkx pagerank", lambda: nx.pagerank(network))
        clock("networkx core_number", lambda: nx.core_number(network))
        clock("networkx connected_components", lambda: list(nx.connected_components(network)))
        clock("networkx clustering", lambda: nx.clustering(network))
        clock("networkx louvain_communities", lambda: nx.community.louvain_communities(network, seed=1))


if __name__ == "__main__":
    main()
