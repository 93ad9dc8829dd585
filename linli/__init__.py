"""The one package that a plugin imports. It re-exports what is public, and holds no logic."""
