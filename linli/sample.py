"""What sample data is made with: keys that are the same in every database, rows, days near the present, a district."""

from core.modules import enable_unless_decided
from core.sample.rows import FOUNDED, Rows, demo_key, local, moved_on

__all__ = ["FOUNDED", "Rows", "demo_key", "enable_unless_decided", "local", "moved_on"]
