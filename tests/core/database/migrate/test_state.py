"""States share what nobody changes, and make models from what they hold by then."""

from __future__ import annotations

import pytest
from tortoise import fields
from tortoise.migrations.operations import AddField, CreateModel, DeleteModel, RenameModel
from tortoise.models import Model

from core.database.migrate.state import SchemaState


@pytest.fixture
def state() -> SchemaState:
    """Authors, and books that refer to them; books come first."""
    found = SchemaState.empty(["library"])
    author: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField("library.Author", related_name="books")
    for operation in (
        CreateModel("Book", [("id", fields.IntField(primary_key=True)), ("author", author)]),
        CreateModel("Author", [("id", fields.IntField(primary_key=True)), ("name", fields.CharField(max_length=80))]),
    ):
        operation.state_forward("library", found)
    return found


def author_of_books(state: SchemaState) -> type[Model]:
    book = state.apps.get_model("library.Book")
    related: type[Model] = book._meta.fields_map["author"].related_model  # type: ignore[attr-defined]  # a relation
    return related


def test_models_are_made_with_what_they_refer_to(state: SchemaState) -> None:
    author = author_of_books(state)
    assert author is state.apps.get_model("library", "Author")
    assert (author._meta.db_table, "author_id" in state.apps.get_model("library.Book")._meta.fields_map) == (
        "author",
        True,
    )
    with pytest.raises(KeyError):
        state.apps.get_model("library.Loan")


def test_a_copy_does_not_change_with_the_original(state: SchemaState) -> None:
    before = author_of_books(state)
    copy = state.clone()
    AddField("Author", "born", fields.IntField(null=True)).state_forward("library", state)
    after = author_of_books(state)
    assert "born" in after._meta.fields_map
    assert "born" not in before._meta.fields_map
    assert "born" not in author_of_books(copy)._meta.fields_map


def test_a_model_has_the_new_name_of_what_it_refers_to(state: SchemaState) -> None:
    assert author_of_books(state).__name__ == "Author"
    RenameModel("Author", "Writer").state_forward("library", state)
    assert author_of_books(state) is state.apps.get_model("library.Writer")


def test_what_is_deleted_is_gone(state: SchemaState) -> None:
    author_of_books(state)
    DeleteModel("Book").state_forward("library", state)
    with pytest.raises(KeyError):
        state.apps.get_model("library.Book")
    assert "books" not in state.apps.get_model("library.Author")._meta.fields_map


def test_a_reference_to_nothing_is_named(state: SchemaState) -> None:
    state.validate_relations_initialized()
    del state.models["library", "Author"]
    with pytest.raises(RuntimeError, match=r"models that no migration creates: library\.Book"):
        state.validate_relations_initialized()
