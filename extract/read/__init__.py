"""Readers: from files of any kind to `Document`s, by content, with metadata, warnings and honest refusals."""

from extract.read.messages import SkippedError
from extract.read.options import ReadOptions
from extract.read.reader import read_source
from extract.read.sources import Found, Source, find_sources

__all__ = ["Found", "ReadOptions", "SkippedError", "Source", "find_sources", "read_source"]
