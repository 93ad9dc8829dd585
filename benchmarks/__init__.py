"""Linli's own measurements, beside the usual way of writing the same server and beside the limit. See README.md."""
