"""GraphQL types that every schema has."""

from __future__ import annotations

import strawberry

from schema.names import OrderDirection


@strawberry.interface(description="Anything that has a global id.")
class Node:
    """The interface of everything that `node` finds."""

    id: strawberry.ID = strawberry.field(description="The global id, opaque and stable.")


@strawberry.type(description="Where a page of a connection lies (Relay).")
class PageInfo:
    """Relay's page info."""

    has_next_page: bool = strawberry.field(description="Whether there are items after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there are items before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item of the page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item of the page.")


@strawberry.input(description="How to order by the number of items behind a to-many relation.")
class CountOrder:
    """Orders by a count."""

    count: OrderDirection = strawberry.field(description="The direction.")
