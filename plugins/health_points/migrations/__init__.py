"""Migrations of the app health_points."""
