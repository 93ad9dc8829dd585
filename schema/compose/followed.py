"""What can be followed: the root type of subscriptions, and `changesSince` for clients without streams."""

from __future__ import annotations

import datetime
import enum
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from schema.compose.fields import field_argument, list_of, object_field, optional_of
from schema.compose.objects import ObjectTypes
from schema.declare.claims import payload_name
from schema.declare.roots import Subscription
from schema.names import CHANGES, constant_name


class FollowedTypes(ObjectTypes):
    """The types around events."""

    def subscription(self) -> type | None:
        """The root type of subscriptions; None when there are none, because an empty type is invalid."""
        if not self.catalog.subscriptions:
            return None

        def build() -> list[StrawberryField]:
            fields = []
            for subscription in self.catalog.subscriptions.values():
                target = self.catalog.types[subscription.type_name]
                field = object_field(
                    subscription.name,
                    self._told(subscription),
                    subscription.description,
                    subscription.deprecated,
                )
                field.arguments = [
                    field_argument("id", strawberry.ID | None, f"Only events about the {target.name} with this id."),
                    field_argument(
                        "where", self.where(target) | None, "Only events about rows that by then meet this."
                    ),
                    field_argument(
                        "after",
                        str | None,
                        "Begin after this cursor, with what was missed; by default with what happens from now on.",
                    ),
                ]
                fields.append(field)
            return fields

        return self.object("Subscription", "Everything that can be followed as it happens (订阅).", build)

    def _told(self, subscription: Subscription) -> type:
        target = self.catalog.types[subscription.type_name]
        return self.object(
            payload_name(subscription),
            f"What {subscription.name} tells of an event.",
            lambda: [
                object_field("event", str, "The name of the event (事件), as activity.published."),
                object_field("at", datetime.datetime, "When it happened."),
                object_field("cursor", str, "The place of the event, opaque: follow from there with `after`."),
                object_field(
                    subscription.result_name,
                    self.type_class(target) | None,
                    "The row as it is now, for you. Events about rows that you may not see are not told.",
                ),
            ],
        )

    def changes(self) -> StrawberryField:
        """The root field of queries that tells what changed since a cursor."""
        change = self.object(
            CHANGES.item,
            "The latest event about a row.",
            lambda: [
                object_field("id", strawberry.ID, "The global id of the row. Ask for it by `nodes`."),
                object_field("event", str, "The name of the event (事件), as activity.published."),
                object_field("at", datetime.datetime, "When it happened."),
            ],
        )
        changes = self.object(
            CHANGES.page,
            "What changed since a cursor.",
            lambda: [
                object_field("changes", list_of(change), "Each row that changed, once, the oldest change first."),
                object_field("cursor", str, "Ask with it the next time. Subscriptions take it as `after`, too."),
                object_field("more", bool, "Whether there is more already: ask again at once."),
            ],
        )
        field = object_field(
            CHANGES.root,
            changes,
            "Which rows that you may see have changed since a cursor (变更): what subscriptions tell, for clients "
            "without streams. An error with the code CURSOR_EXPIRED says that this is not known any more.",
        )
        field.arguments = [
            field_argument(
                "cursor",
                optional_of(str, True),
                "The cursor of the last answer. Without one there are no changes, only a cursor to begin with.",
            ),
            field_argument(
                "types", optional_of(list_of(self._change_type()), True), "Only rows of these types; by default all."
            ),
            field_argument("first", optional_of(int, True), "How many changes at most."),
        ]
        return field

    def _change_type(self) -> Any:
        """The enumeration of the types of which subscriptions tell."""
        if CHANGES.type not in self.inputs:
            names = dict.fromkeys(subscription.type_name for subscription in self.catalog.subscriptions.values())
            members = {constant_name(name): name for name in names}
            made = enum.Enum(CHANGES.type, members)  # type: ignore[misc]  # members are known at run time only
            made.__doc__ = None
            self.inputs[CHANGES.type] = strawberry.enum(
                made, name=CHANGES.type, description="A type whose changes can be asked for."
            )
            for value in self.inputs[CHANGES.type].__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
                described = self.catalog.types[made[value.name].value].declaration.description
                value.description = described.splitlines()[0]
        return self.inputs[CHANGES.type]
