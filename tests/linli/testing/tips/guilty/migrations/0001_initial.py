from importlib import import_module

from tortoise import migrations

from linli.migrations import RunStatements

_honest = import_module("tests.linli.testing.tips.migrations.0001_initial").Migration

LEFT = ["CREATE TABLE tips_log (id integer)"]
CHANGED = ["UPDATE place SET name = upper(name) || '!'"]


class Migration(migrations.Migration):
    dependencies = _honest.dependencies

    initial = True

    operations = [
        *_honest.operations,
        RunStatements(postgres=LEFT, sqlite=LEFT, reverse_postgres=CHANGED, reverse_sqlite=CHANGED),
    ]
