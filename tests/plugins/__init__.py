"""Plugins for tests: `kits`, which uses every hook, and makers of small ones."""
