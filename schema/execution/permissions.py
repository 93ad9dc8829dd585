"""Permissions that root fields need, which are looked at before anything is run."""

from __future__ import annotations

from graphql import FieldNode, GraphQLError

from core.access import Viewer


def refuse_without(permission: str | None, name: str, key: str, nodes: list[FieldNode], viewer: Viewer) -> None:
    """Raises FORBIDDEN where the root field ``name`` needs a permission that the viewer lacks."""
    if permission is not None and not viewer.may_somewhere(permission):
        raise GraphQLError(
            f"{name} needs the permission {permission!r}; send a token that has it",
            nodes,
            path=[key],
            extensions={"code": "FORBIDDEN"},
        )
