"""Migrations of the app night_pharmacy."""
