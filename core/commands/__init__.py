"""The parts of the command line that need nothing above core. `app.py` puts them together."""
