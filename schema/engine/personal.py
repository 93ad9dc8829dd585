"""Where private fields are shown in full, so that it can be noted who saw whose.

The statement tells in the text of the answer whom an object is about. A search for bytes finds it: the answer need not
be parsed for that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pypika_tortoise.terms import Term

from core.database.url import Dialect
from core.models import Person
from schema.declare.catalog import CatalogType
from schema.declare.private import Private
from schema.declare.rows import Row
from schema.declare.terms import Composed
from schema.engine.nodes import Leaf, Object

if TYPE_CHECKING:
    from schema.engine.statement import Statement


@dataclass(frozen=True)
class Seen:
    """Private fields of rows of a type that were shown in full, and the global ids of those whom they are about.

    These are people where the rows say of whom they are, and else the rows themselves.
    """

    type_name: str
    fields: tuple[str, ...]
    text: bytes
    """The ids, each once, with spaces between them: most answers say the same again, and nobody reads them."""

    @property
    def ids(self) -> list[str]:
        """The ids, each once, in the order of the answer."""
        return self.text.decode().split(" ")


@dataclass(frozen=True)
class PersonalSite:
    """One place in a selection where private fields are asked for that the viewer may see.

    Whom an object is about stands after ``before``, a text which nothing else in the answer is like: an id with
    ``tag``, or, if it is ``nullable``, null where the viewer sees them for another reason than the permission, because
    they are their own. If it is ``hidden``, the client did not ask for it.
    """

    before: str
    tag: str
    nullable: bool
    hidden: bool
    type_name: str
    fields: tuple[str, ...]

    def take(self, answer: bytes) -> tuple[bytes, Seen | None]:
        """The answer without what is hidden, and what was seen; None if nothing was."""
        if self.hidden:
            pieces = self._pattern.split(answer)
            answer, ids = b"".join(pieces[::2]), pieces[1::2]
        else:
            ids = self._pattern.findall(answer)
        found = dict.fromkeys(ids)
        found.pop(None, None)
        if not found:
            return answer, None
        return answer, Seen(self.type_name, self.fields, b" ".join(found))

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        # Whatever stands there is an id: a dot is quicker than its digits.
        id_ = f'"({self.tag}_.{{36}})"'
        return re.compile(f"{self.before}{f'(?:null|{id_})' if self.nullable else id_}".encode())


def take_all(answer: bytes, sites: Sequence[PersonalSite]) -> tuple[bytes, list[Seen]]:
    """The answer without what is hidden at any of the sites, and what was seen at each where anything was."""
    found: list[Seen] = []
    for site in sites:
        answer, seen = site.take(answer)
        if seen is not None:
            found.append(seen)
    return answer, found


def tell_whose(
    statement: Statement,
    catalog_type: CatalogType,
    row: Row,
    private: Mapping[str, Private],
    found: Object,
    id_at: int | None,
    sites: list[PersonalSite],
) -> None:
    """Let the statement tell of whom the viewer sees ``private`` fields of a row by a permission.

    ``found`` is the row's object with all that was asked for, at ``id_at`` its id, if it was; ``sites`` are those of
    the statement.
    """
    permitted = {name: statement.privacy.permitted(row, each) for name, each in private.items()}
    held = {name: each for name, each in permitted.items() if each is not False}
    names = tuple(held)
    if not names:
        return
    person = statement.privacy.person_of(row)
    codec = catalog_type.id_codec if person is None else statement.catalog.by_model[Person].id_codec
    term: Term = row.id if person is None else person
    nullable = person is not None and row.model is not Person
    conditions = [each for each in held.values() if not isinstance(each, bool)]
    if len(conditions) == len(held):
        nullable = True
        template = "CASE WHEN " + " OR ".join(f"({{{index + 1}}})" for index in range(len(conditions)))
        term = Composed(template + " THEN {0} END", term, *conditions)
    number = len(sites)
    if id_at is not None and not nullable and statement.dialect is Dialect.POSTGRES:
        # The client asks for the id itself: white space before it, of which there is no other, tells it from others.
        key, leaf = found.fields[id_at]
        assert isinstance(leaf, Leaf)
        found.fields[id_at] = (key, replace(leaf, tabs=number + 1))
        before = ":" + "\t" * (number + 1)
        sites.append(
            PersonalSite(before, codec.tag, nullable=False, hidden=False, type_name=catalog_type.name, fields=names)
        )
        return
    # A name with a space is none that a client can ask for, and quotes within strings are escaped.
    hidden = f"whose {number}"
    found.fields.append((hidden, Leaf(codec, term, nullable)))
    sites.append(
        PersonalSite(f',"{hidden}":', codec.tag, nullable, hidden=True, type_name=catalog_type.name, fields=names)
    )
