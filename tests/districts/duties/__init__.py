"""A plugin for tests that needs the lamps: at most one duty at a place."""
