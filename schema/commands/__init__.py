"""The parts of the command line that need the schema. `app.py` puts them together."""
