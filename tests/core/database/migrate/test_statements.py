"""Reading statements of DDL."""

from __future__ import annotations

import pytest

from core.database.migrate.statements import Created, changes_data_only, created_by, split_script


@pytest.mark.parametrize(
    ("statement", "created"),
    [
        ("CREATE TABLE a (b INT)", Created("TABLE", "a")),
        ('  create unique index if not exists "Index 1" on a (b)', Created("INDEX", "Index 1")),
        ("CREATE VIRTUAL TABLE search USING fts5 (a)", Created("TABLE", "search")),
        ("CREATE OR REPLACE FUNCTION f() RETURNS int AS $$ x $$", Created("FUNCTION", "f")),
        ("CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a", Created("TRIGGER", "t")),
        ("ALTER TABLE a ADD COLUMN b INT", None),
        ("INSERT INTO a VALUES ('CREATE TABLE b (c)')", None),
    ],
)
def test_created_by(statement: str, created: Created | None) -> None:
    assert created_by(statement) == created


def test_changes_data_only() -> None:
    assert changes_data_only(" insert INTO a VALUES (1)")
    assert not changes_data_only("ALTER TABLE a RENAME TO b")


def test_split_script() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  SELECT ';';\n  DELETE FROM b;\nEND;"
    script = f"CREATE TABLE a (b TEXT DEFAULT ';');\n{trigger}\n-- a comment; with a semicolon\nSELECT 1"
    assert list(split_script(script)) == [
        "CREATE TABLE a (b TEXT DEFAULT ';');",
        trigger,
        "-- a comment; with a semicolon\nSELECT 1",
    ]


def test_script_that_ends_within_a_string() -> None:
    with pytest.raises(ValueError, match="The script ends within a statement: SELECT 'a"):
        list(split_script("SELECT 'a"))
