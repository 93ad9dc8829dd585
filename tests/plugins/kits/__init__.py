"""First-aid kits at places: a small plugin that uses every hook."""
