"""Orders by name, as indexes."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject


def _in_order(table: str, *columns: str) -> DatabaseObject:
    # Texts come in the order of their code points on both databases, whatever collation a PostgreSQL was made with.
    # Its planner takes an index for that only if the index says so too, and then takes it for nothing else: what is
    # looked up by its text has an index of its own. The last of `columns` is the text.
    *before, text = columns
    name = "_".join([table, "in_order", *(("of", *before) if before else ())])

    def create(text: str) -> tuple[str]:
        return (f"CREATE INDEX {name} ON {table} ({', '.join([*before, text, 'id'])})",)

    return DatabaseObject(table, name, postgres=create(f'{text} COLLATE "C"'), sqlite=create(text))


OBJECTS: tuple[DatabaseObject, ...] = (
    _in_order("organization", "name"),
    _in_order("organization", "kind", "name"),
    _in_order("organization", "area_id", "name"),
    _in_order("person", "display_name"),
    _in_order("person", "area_id", "display_name"),
    _in_order("place", "name"),
    _in_order("place", "area_id", "name"),
    _in_order("place", "operator_id", "name"),
    _in_order("programme", "name"),
    _in_order("programme", "area_id", "name"),
)
