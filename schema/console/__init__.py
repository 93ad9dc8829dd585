"""The console for browsers, which `web/` is built into, and how it is served."""

from schema.console.built import BUILT, Console, is_asset

__all__ = ["BUILT", "Console", "is_asset"]
