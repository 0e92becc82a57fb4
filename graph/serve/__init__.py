"""The SPARQL endpoint and its pages: `create_app` is the ASGI application, `run_server` serves it until a signal."""

from graph.serve.app import create_app
from graph.serve.server import run_server
from graph.serve.settings import Settings

__all__ = ["Settings", "create_app", "run_server"]
