"""Declared types, the engine that compiles a selection to one SQL statement, and the GraphQL endpoint."""
