"""Files as frontend projects have them: GraphQL, directories of it, maps of persisted documents, and schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from graphql import GraphQLError, GraphQLSchema, Source, build_schema

from core.errors import LinliError
from schema.operations.reading import Pool

SUFFIXES = (".graphql", ".gql")
"""What is read of a directory."""

_NOT_OURS = "node_modules"


class UnreadableFile(LinliError):
    """A file cannot be read, or is not what it must be."""

    code = "UNREADABLE_FILE"


def pools_of(paths: Iterable[Path]) -> list[Pool]:
    """The texts of files: all of GraphQL in one pool, each document of a JSON map ``{id: document}`` in its own.

    Of a directory all files that end as `SUFFIXES` say are read, also those further down, but for hidden directories
    and packages of Node. Raises UnreadableFile.
    """
    shared: list[Source] = []
    pools: list[Pool] = [shared]
    for path in paths:
        if path.is_dir():
            found = sorted(_below(path))
            if not found:
                raise UnreadableFile(f"{path} has no files that end in {' or '.join(SUFFIXES)}.")
            shared += [Source(text_of(each), str(each)) for each in found]
        elif path.suffix == ".json":
            pools += [[source] for source in _documents(path)]
        else:
            shared.append(Source(text_of(path), str(path)))
    return pools


def text_of(path: Path) -> str:
    """The text of a file. Raises UnreadableFile."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} is not text in UTF-8 ({error.reason} at byte {error.start}).") from error


def schema_of(text: str, name: str) -> GraphQLSchema:
    """The schema of an SDL text; ``name`` says where it is from. Raises UnreadableFile for one that is none."""
    try:
        found = build_schema(Source(text, name))
    except (GraphQLError, TypeError) as error:
        # graphql-core raises TypeError for an SDL that can be parsed and makes no schema.
        raise UnreadableFile(f"{name} is no GraphQL schema: {error}") from error
    if found.query_type is None:
        raise UnreadableFile(f"{name} is no GraphQL schema: it has no type Query.")
    return found


def _below(directory: Path) -> Iterator[Path]:
    for path in directory.rglob("*"):
        parts = path.relative_to(directory).parts
        if path.suffix in SUFFIXES and not any(part.startswith(".") or part == _NOT_OURS for part in parts):
            yield path


def _documents(path: Path) -> Iterator[Source]:
    try:
        found = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{path} is not JSON: {error}.") from error
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise UnreadableFile(
            f'{path} is no map of persisted documents; write {{"id": "query Name {{ … }}", …}}, texts by their ids.'
        )
    for key, text in found.items():
        yield Source(text, f"{path}[{key}]")
