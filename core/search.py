"""Search in names: how names become tokens, how a query is asked of each database, and keeping the index.

Chinese is indexed by single characters in their order, so that a query of any length, two characters too, is
a phrase of them. Other letters and digits are indexed by words, of which a query may give the beginning.
Pinyin is indexed from every syllable on, in full and by initials. What is indexed and what is asked go
through the same normalisation; the databases only compare tokens (see `core.models.database_rules`).
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from core import models
from core.database.connect import transaction
from core.errors import InvalidText
from core.pinyin import LONGEST, spellings
from core.text import clean_text

LONGEST_QUERY = 200
"""The most characters of a query: as many as the longest name has."""

CORE_SUBJECTS: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (models.Area, "ar", ("name", "name_en")),
    (models.Organization, "or", ("name", "name_en")),
    (models.Person, "pe", ("display_name",)),
    (models.Place, "pl", ("name", "name_en")),
    (models.Programme, "pg", ("name", "name_en")),
    (models.Series, "se", ("name", "name_en")),
    (models.Activity, "at", ("title", "title_en")),
)
"""What of the core is searchable."""

SUBJECTS: dict[type[Model], tuple[str, tuple[str, ...]]] = {
    model: (tag, columns) for model, tag, columns in CORE_SUBJECTS
}
"""What is searchable: the tag of the model's identifiers, and the columns of its names. Plugins add theirs."""


def set_subjects(subjects: Iterable[tuple[type[Model], str, tuple[str, ...]]]) -> None:
    """Make these, the core's and those of all loaded plugins, what is searchable in this process."""
    found = {model: (tag, columns) for model, tag, columns in subjects}
    SUBJECTS.clear()
    SUBJECTS.update(found)


# Private-use characters: no text that is normalised holds one, so they can be neither named nor asked for.
_GAP = "\ue000"
_NOTHING = "\ue001"
_BATCH = 500


@dataclass(frozen=True)
class SearchQuery:
    """A query in the language of each database. Both are values to be bound as parameters.

    `postgres` is the text of a tsquery (`$1::text::tsquery`), `sqlite` of an FTS5 MATCH. All parts must
    match.
    """

    postgres: str
    sqlite: str


def document_tokens(*names: str | None) -> str:
    """The tokens of a row's names, separated by spaces, in the order of the text.

    A gap stands between two names, so that no phrase matches across them; spellings in pinyin follow last.
    """
    tokens: list[str] = []
    typed: dict[str, None] = {}
    for name in names:
        if not name:
            continue
        if tokens:
            tokens.append(_GAP)
        for run, han in _runs(name):
            if han:
                tokens.extend(run)
                typed.update(dict.fromkeys(spellings(run)))
            else:
                tokens.append(run[:LONGEST])
    if typed:
        tokens += [_GAP, *typed]
    return " ".join(tokens)


def parse_query(text: str, field: str = "query") -> SearchQuery:
    """What to ask of the databases for a text that somebody typed; `field` names it in an error.

    Every run of Chinese characters must occur as it is; of every other word at least the beginning. A text
    without a letter or digit matches nothing. Raises InvalidText for characters that no row can hold and for
    a text of more than `LONGEST_QUERY` characters.
    """
    if len(clean_text(text, field)) > LONGEST_QUERY:
        raise InvalidText(field, f"has {len(text)} characters. Search for at most {LONGEST_QUERY} characters at once.")
    postgres: list[str] = []
    sqlite: list[str] = []
    for run, han in _runs(text):
        if han:
            postgres.append(" <-> ".join(_postgres_lexeme(character) for character in run))
            sqlite.append(_sqlite_string(" ".join(run)))
        else:
            postgres.append(_postgres_lexeme(run[:LONGEST]) + ":*")
            sqlite.append(_sqlite_string(run[:LONGEST]) + " *")
    return SearchQuery(
        postgres=" & ".join(postgres) or _postgres_lexeme(_NOTHING),
        sqlite=" AND ".join(sqlite) or _sqlite_string(_NOTHING),
    )


async def index_row(subject_type: str, subject_id: uuid.UUID, *names: str | None) -> None:
    """Make the row findable by `names`, and by no other; in the caller's transaction, if there is one.

    `subject_type` is the tag of the type's identifiers, say `pl`.
    """
    await _write([(subject_type, subject_id, names)])


async def index_instance(row: Model) -> None:
    """Make a row of a searchable model findable by the names that it now has."""
    await _write([_subject(row)])


async def index_rows(model: type[Model], keys: Sequence[Any]) -> None:
    """Make rows findable by the names that they now have, if rows of their model can be searched for."""
    if model in SUBJECTS:
        await _write([_subject(row) async for row in model.filter(pk__in=list(keys))])


async def forget(subject_ids: Iterable[uuid.UUID]) -> None:
    """Let these rows not be found any more, in the caller's transaction."""
    await models.SearchDocument.filter(subject_id__in=list(subject_ids)).delete()


async def rebuild(progress: Callable[[str, int, int], None] | None = None) -> int:
    """Index every searchable row anew, after an import or a change of the rules, and give their number.

    `progress` is called after each batch with the table, the rows done and the rows there are. Each batch is
    a transaction of its own, so that the service goes on meanwhile.
    """
    total = 0
    for model in SUBJECTS:
        table = model._meta.db_table
        count, done, last = await model.all().count(), 0, None
        while True:
            async with transaction():
                # Locked, so that a change that commits meanwhile is not overwritten with the older names.
                query = model.all() if last is None else model.filter(id__gt=last)
                rows = await query.order_by("id").limit(_BATCH).select_for_update()
                await _write([_subject(row) for row in rows])
            if not rows:
                break
            last = rows[-1].pk
            done += len(rows)
            if progress is not None:
                progress(table, done, max(count, done))
        total += done
    return total


def _subject(row: Model) -> tuple[str, uuid.UUID, tuple[str | None, ...]]:
    tag, columns = SUBJECTS[type(row)]
    return tag, row.pk, tuple(getattr(row, column) for column in columns)


async def _write(subjects: list[tuple[str, uuid.UUID, tuple[str | None, ...]]]) -> None:
    if not subjects:
        return
    await models.SearchDocument.bulk_create(
        [
            models.SearchDocument(subject_type=tag, subject_id=key, tokens=document_tokens(*names))
            for tag, key, names in subjects
        ],
        on_conflict=["subject_id"],
        update_fields=["subject_type", "tokens"],
    )


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of Chinese characters (True) and of other letters and digits (False), normalised."""
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("ü", "v")
    run, kind = "", None
    for character in normal:
        now = _kind(character)
        if now is not kind:
            if kind is not None:
                yield run, kind
            run, kind = "", now
        run += character
    if kind is not None:
        yield run, kind


def _kind(character: str) -> bool | None:
    """True for a Chinese character, False for another letter, digit or mark, None for what separates."""
    point = ord(character)
    if 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF:
        return True
    if point in (0x3005, 0x3007):
        return True
    return False if unicodedata.category(character)[0] in "LMN" else None


def _postgres_lexeme(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _sqlite_string(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
