"""The registry of operations: what core keeps, held against the schema of each address."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from graphql import GraphQLSchema

from core import operations
from core.operations import App, OperationText, Registered
from schema.compose.city import CitySchemas
from schema.documents import Limits
from schema.operations.impact import Impact, impact_of_disabling, impact_of_removing
from schema.operations.reading import Pool, check_operations, read_operations


class Registry:
    """Registers operations that the servers of a city would take."""

    def __init__(self, schemas: CitySchemas, limits: Limits) -> None:
        self.schemas = schemas
        self.limits = limits

    async def register(self, app: App, pools: Iterable[Pool], max_tokens: int | None = None) -> Registered:
        """Registers the operations of these texts for the address of an app. See `core.operations.register`.

        Raises also OperationsRefused, for operations that the address would refuse. Then none is registered.
        """
        found = read_operations(pools, max_tokens)

        def read(enabled: frozenset[str] | None) -> Sequence[OperationText]:
            check_operations(found, self.schema_at(enabled), self.limits)
            return [operation.text for operation in found]

        return await operations.register(app, read)

    async def impact(self, plugin: str, area_id: uuid.UUID | None) -> Impact:
        """What breaks if a plugin is disabled in a district; without one, if it is uninstalled.

        Raises `core.problems.InputRefused`; see `schema.operations.impact`.
        """
        if area_id is None:
            return await impact_of_removing(self.schemas, plugin)
        return await impact_of_disabling(self.schemas, plugin, area_id)

    def schema_at(self, enabled: frozenset[str] | None) -> GraphQLSchema:
        """The schema of a district that has enabled these plugins; None: of the whole city."""
        return self.schemas.whole if enabled is None else self.schemas.of_district(enabled)
