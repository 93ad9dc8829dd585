"""Migrations of the app tips."""
