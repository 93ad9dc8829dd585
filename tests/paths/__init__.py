"""Every path of the schema of the whole city, with all built-in plugins, asked by those who may not see what is there.

The declarations are the source: what a type requires, which fields are private. What everybody may see is stated twice,
there and in the reviewed lists in ``public/``, so that nothing becomes public unawares.
"""
