"""Migrations of the app library."""
