"""The built-in plugins. They come in by the same door as a partner's package."""
