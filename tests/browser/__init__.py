"""The console and the front page in a browser."""
