"""Migrations of the app jinniu_stores."""
