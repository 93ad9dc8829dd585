"""The statements of docs/administration/postgresql.md make a database in which their user can migrate."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from core.database.migrate import pending, upgrade
from linli.testing.postgres import RunningPostgres
from tests.docs.markdown import DOCS, blocks

PAGE = DOCS / "administration" / "postgresql.md"
NAME = "linli_of_the_page"


async def test_its_user_can_migrate(postgres: RunningPostgres) -> None:
    (block,) = (block for block in blocks(PAGE) if block.language == "sql")
    statements = [one.strip().replace("linli", NAME) for one in block.text.split(";") if one.strip()]
    try:
        for statement in statements:
            await postgres.run(statement)
        parts = urlsplit(postgres.url(NAME))
        url = urlunsplit(parts._replace(netloc=f"{NAME}@"))
        await upgrade(url)
        assert not await pending(url)
    finally:
        await postgres.run(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        await postgres.run(f"DROP ROLE IF EXISTS {NAME}")
