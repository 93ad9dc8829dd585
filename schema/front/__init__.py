"""The front page: what this installation is, and its figures."""

from schema.front.page import FrontPage

__all__ = ["FrontPage"]
