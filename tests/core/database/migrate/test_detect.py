"""Finding what no migration says yet, and writing it."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from core.database.migrate import AppModels, make, missing_migrations, upgrade
from core.database.migrate.graph import Graph
from core.errors import MigrationError
from tests.core.database.migrate.apps import CLUB, LIBRARY
from tests.core.database.migrate.support import app_with

MODELS = """
from tortoise import fields
from tortoise.models import Model


class Shop(Model):
    id = fields.IntField(primary_key=True)
    {columns}

    class Meta:
        app = "shop"
        table = "{table}"
"""
OBJECTS = """
from core.database.migrate import DatabaseObject

OBJECTS = [DatabaseObject("shop", "shop_lower", both=["CREATE INDEX shop_lower ON shop (lower(name))"])]
"""


class Project:
    """A plugin's package in a directory of its own, whose models can be written again."""

    def __init__(self, directory: Path, name: str) -> None:
        self.package = directory / name
        self.package.mkdir()
        (self.package / "__init__.py").write_text("")
        self.app = AppModels("shop", f"{name}.models", f"{name}.migrations", ("library",))

    def write(self, columns: str, *, table: str = "shop", module: str = "models") -> AppModels:
        """Write the models into a module, which must not have been imported yet."""
        (self.package / f"{module}.py").write_text(MODELS.format(columns=columns, table=table))
        importlib.invalidate_caches()
        return replace(self.app, models_module=f"{self.package.name}.{module}")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Project:
    monkeypatch.syspath_prepend(str(tmp_path))
    return Project(tmp_path, f"shop_of_{abs(hash(request.node.name))}")


def test_nothing_is_missing() -> None:
    assert missing_migrations([LIBRARY, CLUB]) == []


def test_missing_operations_are_named(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "ops.RemoveField('Author', 'email'), DropObjects(['loan_one_open'])") as library:
        [missing] = missing_migrations([library])
    assert str(missing) == "library: Add field email to Author; Add loan_one_open"


async def test_make_writes_migrations_that_depend_on_each_other(project: Project, database_url: str) -> None:
    name = "name = fields.CharField(max_length=20)"
    book = "\n    favourite = fields.ForeignKeyField('library.Book', related_name=False, null=True)"
    app = project.write(name)
    apps = [LIBRARY, CLUB, app]
    [first] = make(apps)
    assert first.name == "0001_initial.py"
    # The first migration depends on all that the app stands on.
    assert Graph(apps).migrations[Graph(apps).leaves("shop")[0]].dependencies == [("library", "0001_initial")]
    assert missing_migrations(apps) == []
    assert make(apps) == []
    await upgrade(database_url, apps=apps)

    (project.package / "rules.py").write_text(OBJECTS)
    app = replace(
        project.write(name + book, table="store", module="models2"),
        objects=f"{project.package.name}.rules:OBJECTS",
    )
    apps = [LIBRARY, CLUB, app]
    assert [str(missing) for missing in missing_migrations(apps)] == [
        "shop: Add field favourite to Shop; Rename the table of Shop to store; Add shop_lower"
    ]
    [second] = make(apps, "a favourite")
    assert second.name == "0002_a_favourite.py"
    text = second.read_text()
    assert 'dependencies = [("shop", "0001_initial"), ("library", "0001_initial")]' in text
    assert 'AlterTable(model_name="Shop", table="store")' in text
    assert missing_migrations(apps) == []


def test_model_that_points_to_an_app_it_does_not_stand_on(project: Project) -> None:
    name = "name = fields.CharField(max_length=20)"
    make([LIBRARY, CLUB, project.write(name)])
    meeting = "meeting = fields.ForeignKeyField('club.Meeting', related_name=False, null=True)"
    app = project.write(f"{name}\n    {meeting}", module="models2")
    with pytest.raises(MigrationError) as caught:
        make([LIBRARY, CLUB, app])
    assert caught.value.message == "Models of shop point to club, not among its depends_on"


def test_foreign_key_that_moves_is_refused(tmp_path: Path) -> None:
    moved = (
        "ops.AlterField('Loan', 'book',"
        " fields.ForeignKeyField('library.Tag', related_name='x', source_field='book_id'))"
    )
    problem = r"library\.Loan\.book pointed to library\.Tag and now points to library\.Book"
    with app_with(tmp_path, LIBRARY, moved) as library, pytest.raises(MigrationError, match=problem):
        missing_migrations([library])


def test_models_are_deleted_before_those_that_they_refer_to(tmp_path: Path) -> None:
    key = "('id', fields.IntField(primary_key=True))"
    operations = (
        f"ops.CreateModel('Aisle', fields=[{key}], options={{'table': 'aisle', 'app': 'library'}}),"
        f"ops.CreateModel('Board', fields=[{key}, ('aisle', fields.ForeignKeyField('library.Aisle',"
        " related_name='boards', source_field='aisle_id'))], options={'table': 'board', 'app': 'library'})"
    )
    with app_with(tmp_path, LIBRARY, operations) as library:
        [missing] = missing_migrations([library])
    assert str(missing) == "library: Delete model Board; Delete model Aisle"
