"""The database: its URL, read and write connections, and migrations, on PostgreSQL and SQLite alike."""
