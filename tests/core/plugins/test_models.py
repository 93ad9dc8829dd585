"""Models of plugins: their tables, names and references."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from tortoise import fields
from tortoise.models import Model

import core.models
from core.errors import LinliError
from core.models.replaced import REPLACED
from core.plugins.failures import PluginError
from linli import Models
from linli.models import key, reference
from tests.core.plugins.test_hooks import refusal
from tests.plugins.making import load, plugin

MODULE = "tests_made_wrong.models"


@pytest.fixture
def module() -> Iterator[ModuleType]:
    """A module that models are put into."""
    found = ModuleType(MODULE)
    sys.modules[MODULE] = found
    yield found
    del sys.modules[MODULE]


def model(module: ModuleType, *, app: str = "wrong", table: str = "wrong_kit", **attributes: Any) -> None:
    meta = type("Meta", (), {"app": app, "table": table})
    module.Kit = type("Kit", (Model,), {"id": key(), "Meta": meta, "__module__": MODULE, **attributes})  # type: ignore[attr-defined]  # made for the test


def said() -> str:
    return refusal(plugin("wrong", linli_models=Models(MODULE, "tests_made_wrong.migrations")))


def test_a_good_model(module: ModuleType) -> None:
    model(module, place=reference("Place", related_name="wrong_kits"))
    found = load(plugin("wrong", linli_models=Models(MODULE, "tests_made_wrong.migrations"))).get("wrong")
    assert found is not None
    assert [one.__name__ for one in found.model_classes] == ["Kit"]


def test_no_models(module: ModuleType) -> None:
    assert said() == f"{MODULE} has no models. Leave linli_models out, or name the right module."


def test_the_app_is_the_plugin(module: ModuleType) -> None:
    model(module, app="other")
    assert said() == "the model Kit is of the app 'other'. Write `app = \"wrong\"` in its Meta."


def test_the_table_starts_with_the_plugin(module: ModuleType) -> None:
    model(module, table="kit")
    assert said() == "the table 'kit' does not start with the plugin's name. Call it wrong_kit."


def test_the_related_name_starts_with_the_plugin(module: ModuleType) -> None:
    model(module, place=reference("Place", related_name="kits"))
    assert said() == "the related_name of Kit.place 'kits' does not start with the plugin's name. Call it wrong_kits."


def test_a_reference_needs_a_related_name(module: ModuleType) -> None:
    model(module, place=fields.ForeignKeyField("core.Place", on_delete=fields.RESTRICT))
    assert said() == "Kit.place has no related_name. Give it one that starts with wrong_."


def test_a_reference_holds_its_target_back(module: ModuleType) -> None:
    model(module, place=fields.ForeignKeyField("core.Place", related_name="wrong_kits"))
    assert said() == (
        "Kit.place is CASCADE: a row of core.Place would take rows of this plugin with it, or change them, unseen. "
        "Use linli.models.reference, or on_delete=RESTRICT."
    )


def test_a_reference_to_a_plugin_that_is_not_needed(module: ModuleType) -> None:
    model(module, other=reference("other.Thing", related_name="wrong_kits"))
    assert said() == "Kit.other refers to other.Thing, and the plugin does not need other. Add 'other' to `needs`."


def test_a_reference_to_rows_that_the_core_replaces(module: ModuleType) -> None:
    model(module, host=reference("ActivityHost", related_name="wrong_kits"))
    assert said() == (
        "Kit.host refers to core.ActivityHost, whose rows the core deletes or replaces: the reference would hold them "
        "back, and break that. Refer to core.Activity."
    )


def test_a_reference_to_rows_that_the_core_deletes(module: ModuleType) -> None:
    model(module, event=fields.OneToOneField("core.Event", related_name="wrong_kit", on_delete=fields.RESTRICT))
    assert said() == (
        "Kit.event refers to core.Event, whose rows the core deletes or replaces: the reference would hold them back, "
        "and break that. Keep what you need of the row in columns of yours."
    )


#: Those whose rows stay: they are retired, withdrawn or removed by people, and a reference is told so.
STAYING = {
    *("ApiToken", "AuditEntry", "AuditEntryPerson"),
    *("ConsentText", "PersonErasure", "PersonErasureStep", "PersonMerge", "PersonMergeRow"),
    *("Account", "AccountLinkRequest"),
    *("Activity", "Area", "AreaSuccession", "CalendarDay", "Media", "MediaCredit", "Milestone"),
    *("Organization", "Person", "Place", "PlaceDesignation", "Programme", "Registration", "RoleAssignment", "Series"),
}


def test_of_every_model_of_the_core_it_is_known_whether_its_rows_stay() -> None:
    assert {one.__name__ for one in REPLACED} | STAYING == set(core.models.__all__)
    assert not {one.__name__ for one in REPLACED} & STAYING


def test_many_to_many(module: ModuleType) -> None:
    model(module, places=fields.ManyToManyField("core.Place", related_name="wrong_kits"))
    assert said() == (
        "Kit.places is a many-to-many field, whose table nobody declares. Declare a model with two references."
    )


def test_codes_of_errors(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    class Expired(LinliError):
        code = "EXPIRED"

    Expired.__module__ = "tests_made_wrong.service"
    model(module)
    assert said() == (
        "the error code of Expired 'EXPIRED' does not start with the plugin's name. Call it WRONG_EXPIRED."
    )
    Expired.__module__ = "elsewhere"


def two(related: tuple[str, str], tables: tuple[str, str], names: tuple[str, str]) -> list[str]:
    """What is said of two plugins, each with one model."""
    found = []
    for name, table, related_name in zip(names, tables, related, strict=True):
        module = ModuleType(f"tests_made_{name}.models")
        meta = type("Meta", (), {"app": name, "table": table})
        content = {"id": key(), "Meta": meta, "place": reference("Place", related_name=related_name)}
        module.Kit = type("Kit", (Model,), {**content, "__module__": module.__name__})  # type: ignore[attr-defined]  # made for the test
        sys.modules[module.__name__] = module
        found.append(plugin(name, linli_models=Models(module.__name__, f"tests_made_{name}.migrations")))
    try:
        with pytest.raises(PluginError) as caught:
            load(*found)
    finally:
        for name in names:
            del sys.modules[f"tests_made_{name}.models"]
    return caught.value.message.splitlines()[1:]


def test_two_tables_of_one_name() -> None:
    assert two(("a_kits", "a_b_kits"), ("a_b_kit", "a_b_kit"), ("a", "a_b")) == [
        "  - The table 'a_b_kit' is claimed by a and by a_b. Set `table` in the Meta of a_b's Kit."
    ]


def test_two_related_names() -> None:
    assert two(("a_b_kits", "a_b_kits"), ("a_kit", "a_b_kit"), ("a", "a_b")) == [
        "  - The related_name on core.Place 'a_b_kits' is claimed by a and by a_b. Change it at Kit.place of a_b."
    ]


def test_a_related_name_that_the_target_has() -> None:
    assert two(("always_open", "b_kits"), ("always_kit", "b_kit"), ("always", "b")) == [
        "  - The related_name 'always_open' is claimed by always, and core.Place of core has a field of this name. "
        "Change it at Kit.place of always."
    ]
