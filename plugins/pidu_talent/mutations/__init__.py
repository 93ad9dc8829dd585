"""What can be done in talent training: each mutation is a use case of the plugin's services."""

from __future__ import annotations

from linli import Mutation

MUTATIONS: tuple[Mutation, ...] = ()
