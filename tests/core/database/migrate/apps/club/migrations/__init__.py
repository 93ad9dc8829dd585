"""Migrations of the app club."""
