"""The search over documents in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# What is a run of Chinese characters and what a word is core's to say, and tested there.
from core.search import SUBJECTS, _runs
from schema.declare.catalog import Catalog, CatalogType
from tests.schema.engine.ordering import Key, Order

#: The shortest names first.
ORDER = Order(
    "search",
    [
        Key("length", False, False, lambda document: len(document["tokens"])),
        Key("id", False, False, lambda document: document["id"]),
    ],
)


def searched(catalog: Catalog, types: Sequence[str] | None) -> Mapping[str, CatalogType]:
    """The types that a search asks for, by the tags of their ids; all that are searchable if it names none."""
    kinds = {catalog.by_model[model].name: catalog.by_model[model] for model in SUBJECTS if model in catalog.by_model}
    return {kind.tag: kind for name, kind in kinds.items() if types is None or name.upper() in types}


def matches(tokens: str, text: str) -> bool:
    """Whether every run of Chinese characters is among the tokens as it stands, and of every word the beginning."""
    listed = tokens.split(" ")
    runs = list(_runs(text))
    for run, chinese in runs:
        if chinese:
            found = any(listed[at : at + len(run)] == list(run) for at in range(len(listed)))
        else:
            found = any(token.startswith(run) for token in listed)
        if not found:
            return False
    return bool(runs)
