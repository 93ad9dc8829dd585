"""Whoever adds a type, a field, a filter, an order or a root field says who may see it: in its declaration, and where
everybody may, in the reviewed list of its owner, ``public/<owner>.txt``.

A field of a type without a permission must be private, or stand in the list. So must one of a type about people, though
it needs a permission: whoever sees the row sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.models import Person
from core.plugins.loaded import PluginSet
from schema.declare.catalog import Catalog, CatalogType
from schema.execution.districts import city_parts

LISTS = Path(__file__).parent / "public"

PUBLIC, SOME_ROWS, WITH_THE_ROW = "everybody", "everybody, of some rows", "whoever sees the row"


def _about_people(catalog: Catalog, found: CatalogType) -> bool:
    relation = catalog.relations.of(found.model).get("person")
    return found.model is Person or (relation is not None and not relation.back and relation.target is Person)


def _who(catalog: Catalog, found: CatalogType) -> str | None:
    """Who sees the fields of a type that are not private; None where its permission says so."""
    if found.declaration.requires is None:
        return SOME_ROWS if found.restricted else PUBLIC
    return WITH_THE_ROW if _about_people(catalog, found) else None


def _said(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """What is declared without a rule of its own: its owner, where it stands, and its name."""
    for found in catalog.types.values():
        who = _who(catalog, found)
        if who is None:
            continue
        for kind, declared in (("fields", found.fields), ("filters", found.filters), ("orders", found.orders)):
            for name, each in declared.items():
                if each.private is None:
                    yield each.owner, f"{found.name}, {kind} ({who})", name
    everything: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("queries", {**catalog.called_roots, **catalog.compiled_roots}),
        ("mutations", catalog.mutations),
        ("subscriptions", catalog.subscriptions),
    )
    for kind, roots in everything:
        for name, root in roots.items():
            if getattr(root, "requires", None) is None:
                yield root.owner, f"{kind} (everybody)", name


def _declared(catalog: Catalog) -> Mapping[str, list[str]]:
    """The lines of each owner's list."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for owner, where, name in _said(catalog):
        found[owner][where].add(name)
    return {
        owner: [f"{where}: {', '.join(sorted(names))}" for where, names in sorted(of.items())]
        for owner, of in found.items()
    }


def _listed() -> Mapping[str, list[str]]:
    return {
        file.stem: [line for line in file.read_text(encoding="utf-8").splitlines() if line]
        for file in LISTS.glob("*.txt")
    }


def test_what_everybody_may_see_was_reviewed(plugins: PluginSet) -> None:
    declared, listed = _declared(Catalog(city_parts(plugins))), _listed()
    wrong = []
    for owner in sorted(declared.keys() | listed.keys()):
        is_, was = declared.get(owner, []), listed.get(owner, [])
        wrong += [f"public/{owner}.txt: + {line}" for line in is_ if line not in was]
        wrong += [f"public/{owner}.txt: - {line}" for line in was if line not in is_]
    assert wrong == [], (
        "Say who may see it: by `requires`, `rule` or `follows` of the type, by `private` of the field. Where it is as "
        "it should be, write it into the list.\n" + "\n".join(wrong)
    )


def test_who_sees_a_type_about_people_needs_a_permission(plugins: PluginSet) -> None:
    catalog = Catalog(city_parts(plugins))
    open_to_all = [
        found.name for found in catalog.types.values() if _about_people(catalog, found) and not found.restricted
    ]
    assert open_to_all == []
