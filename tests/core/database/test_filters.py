"""Filters that are made when they are asked for are those that Tortoise makes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest
from tortoise import fields
from tortoise.backends.base.executor import BaseExecutor
from tortoise.exceptions import FieldError
from tortoise.models import Model

from core.database import connect
from core.database.connect import database
from core.database.filters import make_filters_when_asked
from core.database.url import parse_database_url

MODULE = "tests.core.database.shelf"


def models() -> dict[str, type[Model]]:
    """Models that Tortoise has not seen before, with every kind of field."""

    class Shelf(Model):
        id = fields.IntField(primary_key=True)
        name = fields.CharField(50, source_field="title")
        lent: Any = fields.ManyToManyField("shelf.Reader", related_name="shelves")

    class Book(Model):
        number = fields.IntField(primary_key=True)
        shelf: Any = fields.ForeignKeyField("shelf.Shelf", related_name="books")
        about: Any = fields.JSONField(default=dict)

    class Reader(Model):
        id = fields.IntField(primary_key=True)
        favourite: Any = fields.OneToOneField("shelf.Book", related_name="admirer")

    return {"Shelf": Shelf, "Book": Book, "Reader": Reader}


@pytest.fixture
def apps(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The models as an app."""
    module = ModuleType(MODULE)
    vars(module).update(models())
    monkeypatch.setitem(sys.modules, MODULE, module)
    return {"shelf": [MODULE]}


@pytest.fixture
def there(database_url: str) -> str:
    """A database without tables that can be opened."""
    if (path := parse_database_url(database_url).path) is not None:
        path.touch()
    return database_url


async def test_they_are_those_of_tortoise(
    there: str, apps: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected: dict[type[Model], dict[str, str]] = {}

    def note(found: Iterable[type[Model]], executor: type[BaseExecutor]) -> None:
        found = list(found)
        expected.update({model: _described(model._meta.filters) for model in found})
        make_filters_when_asked(found, executor)

    monkeypatch.setattr(connect, "make_filters_when_asked", note)
    async with database(there, apps=apps):
        assert all(len(those) > 60 for those in expected.values()), "Tortoise made them before"
        for model, those in expected.items():
            filters = model._meta.filters
            assert _described({key: filters[key] for key in those if key in filters}) == those
            assert not {"name__no", "lent__no", "books__no", "nobody", "shelf", "favourite"} & set(filters)


def _described(filters: dict[str, Any]) -> dict[str, str]:
    # Functions that are made for one filter have the name of what they are made from.
    return {key: repr(sorted(one.items())) for key, one in filters.items()}


async def test_they_are_made_when_somebody_asks(there: str, apps: dict[str, list[str]]) -> None:
    async with database(there, apps=apps):
        shelf: Any = vars(sys.modules[MODULE])["Shelf"]
        assert dict(shelf._meta.filters) == {}
        sql = shelf.filter(name__icontains="x", pk__in=[1], books__number=3).sql()
        assert ('"title"' in sql, '"shelf_id"' in sql) == (True, True)
        assert sorted(shelf._meta.filters) == ["name__icontains", "pk__in"]
        with pytest.raises(FieldError, match="Unknown filter param 'nobody__in'"):
            shelf.filter(nobody__in=[1]).sql()
    async with database(there, apps=apps):
        assert dict(shelf._meta.filters) == {}
        assert "title" in shelf.filter(name__startswith="x").sql()
