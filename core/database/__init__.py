"""The database: its URL, read and write connections, and migrations, on PostgreSQL and SQLite alike."""

from core.database.sqlite_library import stop_memory_statistics

# It must come before the first connection, and every way to a connection leads through this package.
stop_memory_statistics()
