"""Plugins: what they contribute, and how they are found, checked and put in order."""
