"""The order of migrations, and the mistakes in it that stop a run before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tortoise.migrations.graph import MigrationKey

from core.database.migrate import AppModels
from core.database.migrate.graph import Graph
from core.errors import MigrationError
from tests.core.database.migrate.apps import CLUB, LIBRARY
from tests.core.database.migrate.support import app_with

FIRST, SECOND, THIRD = (
    MigrationKey("library", f"000{n}_{word}") for n, word in ((1, "initial"), (2, "step"), (3, "step"))
)
MEETINGS = MigrationKey("club", "0001_initial")


def test_forward_and_backward(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "", "") as library:
        graph = Graph([CLUB, library])
    assert graph.order == [FIRST, MEETINGS, SECOND, THIRD]
    assert graph.forward([]) == graph.order
    assert graph.forward([FIRST], SECOND) == [SECOND]
    assert graph.forward([], MEETINGS) == [FIRST, MEETINGS]
    assert graph.backward(graph.order, "library", FIRST) == [THIRD, SECOND]
    assert graph.backward(graph.order, "library", None) == [THIRD, SECOND, MEETINGS, FIRST]
    assert graph.backward([FIRST], "club", None) == []
    assert graph.find("library", "0002") == SECOND


def test_names_that_do_not_fit(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "") as library:
        graph = Graph([library])
    with pytest.raises(MigrationError) as caught:
        graph.find("library", "0003")
    assert caught.value.message == "'0003' fits no migration of library: 0001_initial, 0002_step"
    with pytest.raises(MigrationError, match="'000' fits several migrations of library"):
        graph.find("library", "000")
    with pytest.raises(MigrationError, match="There is no app club; there are library"):
        graph.find("club", "0001")


def test_two_last_migrations(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "") as library:
        (tmp_path / library.migrations_module / "0002_other.py").write_text(
            (tmp_path / library.migrations_module / "0002_step.py").read_text()
        )
        with pytest.raises(MigrationError, match="The app library has 2 last migrations: 0002_other, 0002_step"):
            Graph([library])


def test_circle(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "", "") as library:
        file = tmp_path / library.migrations_module / "0002_step.py"
        file.write_text(file.read_text().replace("0001_initial", "0003_step"))
        with pytest.raises(MigrationError, match=r"in a circle: library\.000"):
            Graph([library])


def test_dependency_that_does_not_exist() -> None:
    with pytest.raises(MigrationError) as caught:
        Graph([CLUB])
    assert caught.value.message == (
        "club.0001_initial names library.0001_initial, which does not exist among the migrations of library"
    )


def test_app_that_does_not_name_what_it_stands_on(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY) as library:
        alone = AppModels("other", library.models_module, library.migrations_module, ("library",))
        with pytest.raises(MigrationError, match="names no migration of library among its dependencies"):
            Graph([LIBRARY, alone])


def test_app_without_migrations() -> None:
    assert Graph([AppModels("none", "nowhere.models", "nowhere.migrations")]).order == []


def test_module_without_a_migration(tmp_path: Path) -> None:
    with app_with(tmp_path, LIBRARY, "") as library:
        (tmp_path / library.migrations_module / "0002_step.py").write_text("")
        with pytest.raises(MigrationError, match="0002_step has no class Migration"):
            Graph([library])
