"""Migrations of the app pidu_talent."""
