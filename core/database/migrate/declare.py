"""What a database holds beside tables and columns, declared as data next to the models.

Tortoise's ``Meta`` expresses tables, columns, foreign keys, indexes, CHECK constraints and unique
constraints (also conditional ones). The rest is declared here: triggers, functions, full-text tables,
indexes over expressions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.database.migrate.statements import Created, changes_data_only, created_by
from core.database.url import Dialect

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SEQUENCES = ("both", "postgres", "sqlite", "drop_postgres", "drop_sqlite")


@dataclass(frozen=True)
class DatabaseObject:
    """Something that statements create and that belongs to a table.

    - ``table``: the table that it belongs to, and whose triggers it holds.
    - ``name``: names it in migrations, errors and comparisons; unique within an app.
    - ``both``: statements for either database, which run first; ``postgres`` and ``sqlite``: statements for
      one. Each item is ONE statement and is sent as it stands, so bodies with ``;`` in them are safe.
    - ``drop_postgres``, ``drop_sqlite``: statements that undo it. Not needed for what a ``CREATE`` creates
      (it is dropped, last first), nor for INSERT, UPDATE, SELECT and COMMENT, which leave nothing of their
      own behind.

    Raises ValueError for a name that a database would cut off, and for a statement whose undoing is not
    known.
    """

    table: str
    name: str
    both: Sequence[str] = field(default=(), kw_only=True)
    postgres: Sequence[str] = field(default=(), kw_only=True)
    sqlite: Sequence[str] = field(default=(), kw_only=True)
    drop_postgres: Sequence[str] | None = field(default=None, kw_only=True)
    drop_sqlite: Sequence[str] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"DatabaseObject {self.name!r}: a name has at most 63 lower-case letters, digits and _")
        for attribute in _SEQUENCES:
            value = getattr(self, attribute)
            if isinstance(value, str):
                raise ValueError(f"DatabaseObject {self.name!r}: {attribute} is a list of statements, not one string")
            object.__setattr__(self, attribute, None if value is None else tuple(value))
        for dialect in Dialect:
            self.drop(dialect)

    def create(self, dialect: Dialect) -> list[str]:
        """The statements that create it, in order."""
        return [*self.both, *(self.sqlite if dialect is Dialect.SQLITE else self.postgres)]

    def drop(self, dialect: Dialect) -> list[str]:
        """The statements that remove it, in order."""
        given = self.drop_sqlite if dialect is Dialect.SQLITE else self.drop_postgres
        if given is not None:
            return list(given)
        statements: list[str] = []
        for statement in reversed(self.create(dialect)):
            made = created_by(statement)
            if made is not None:
                on_table = f' ON "{self.table}"' if (made.kind, dialect) == ("TRIGGER", Dialect.POSTGRES) else ""
                statements.append(f'DROP {made.kind} "{made.name}"{on_table}')
            elif not changes_data_only(statement):
                raise ValueError(
                    f"DatabaseObject {self.name!r}: give drop_{dialect}, for it is not known how to undo: "
                    f"{statement.strip()[:120]}"
                )
        return statements

    def creates(self, dialect: Dialect) -> list[Created]:
        """What is in the database afterwards, as far as the CREATE statements tell."""
        return [made for made in map(created_by, self.create(dialect)) if made is not None]
