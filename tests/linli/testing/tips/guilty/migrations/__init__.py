"""Migrations that change rows of the core when they are undone, and leave a table behind."""
