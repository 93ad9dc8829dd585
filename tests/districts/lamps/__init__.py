"""A plugin for tests: lamps at places, their checks, and kinds of lamps that are the same all over the city."""
