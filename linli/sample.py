"""What sample data is made with: keys that are the same in every database, and rows gathered before loading."""

from core.sample.rows import FOUNDED, Rows, demo_key, local

__all__ = ["FOUNDED", "Rows", "demo_key", "local"]
