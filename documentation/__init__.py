"""Builds the site that the platform serves at `/docs` out of `docs/` and of the code: `python -m documentation`.

The pages of `docs/` are read as they are, so that they can be read in the repository too. To them come pages of
reference, which are made from the code itself. A generator of static sites makes pages of HTML and the search; what it
makes asks nobody but the server that it comes from.
"""
