"""`linli contacts`: the keys of contact details."""

from __future__ import annotations

import typer

from core.audit import INSTALLATION, record
from core.commands.migrate import migrated
from core.commands.terminal import output, progress_bar, run
from core.contacts import renew_keys
from core.database.connect import database
from core.privacy import load_vault

command = typer.Typer(name="contacts", help="Look after contact details.", no_args_is_help=True)


@command.callback()
def contacts() -> None:
    """Look after contact details."""


@command.command("rotate")
def rotate() -> None:
    """Encrypt all contact details with the newest key, and make missing masks. Stopped, it can be run again."""
    settings, _ = migrated()
    vault = load_vault(settings)
    with progress_bar("Encrypting") as progress:

        async def work() -> int:
            async with database(settings.database_url, readers=1):
                renewed = await renew_keys(vault, lambda done, total: progress("", done, total))
                await record("contacts.rotate", INSTALLATION, None, details={"rows": renewed})
                return renewed

        renewed = run(work())
    output().print(
        f"{renewed:,} contact details were encrypted anew. All are encrypted with the newest key; the older ones are "
        "needed for backups only.",
        soft_wrap=True,
    )
