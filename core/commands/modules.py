"""`linli plugins enable`, `address`, `purge` and `install`: the modules of districts, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import modules
from core.areas import name_district
from core.audit import INSTALLATION, record
from core.commands.migrate import apply_pending
from core.commands.terminal import output, run
from core.commands.work import HandlersOf, ready
from core.database.connect import database, transaction
from core.errors import LinliError
from core.models import Area
from core.models.choices import AreaLevel
from core.modules import not_installed
from core.purge import purge as purge_plugin
from core.purge import unpurge
from core.reports.periods import AREA_TAG
from core.settings import Settings
from core.work import Handlers, open_with_handlers

DistrictOption = Annotated[
    str, typer.Option(metavar="SLUG", help="The district, by its name in addresses or its official code.")
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The plugin's name; `linli plugins` lists them.")]


class NoSuchDistrict(LinliError):
    """A command names a district that there is not."""

    code = "NO_SUCH_DISTRICT"


def add_module_commands(command: typer.Typer, handlers_of: HandlersOf) -> None:
    """Add the commands to `linli plugins`."""

    @command.command("enable")
    def enable(name: NameArgument, district: DistrictOption) -> None:
        """Enable a plugin in a district. It takes effect in running servers within a second."""
        settings, handlers = ready(handlers_of)
        run(_enable(settings, handlers, name, district))
        output().print(f"{name} is enabled in {district}.", markup=False)

    @command.command("purge")
    def purge(
        name: NameArgument,
        export: Annotated[Path, typer.Option(metavar="DIR", help="A new or empty directory for the plugin's rows.")],
    ) -> None:
        """Write a plugin's rows to files, and then remove its tables. It must not be enabled anywhere."""
        settings, handlers = ready(handlers_of)
        purged = run(purge_plugin(settings.database_url, name, handlers.plugins, export))
        for path, rows in purged.files:
            output().print(f"wrote {path} ({rows:,} rows)", markup=False, soft_wrap=True)
        for migration in purged.migrations:
            output().print(f"undid {name}.{migration}", markup=False)
        output().print(
            f"{name} is purged. Uninstall its package, or make it anew with `linli plugins install {name}`.",
            soft_wrap=True,
        )

    @command.command("install")
    def install(name: NameArgument) -> None:
        """Make the tables of a plugin that was purged. It is as new, and no district has it enabled."""
        settings, handlers = ready(handlers_of)
        if name not in handlers.plugins.names:
            raise not_installed(name, handlers.plugins.names)
        if not run(_unpurge(settings, name)):
            output().print(f"{name} is not purged: nothing was to be done.", markup=False)
            return
        apply_pending(settings, handlers.plugins.apps)

    @command.command("address")
    def address(
        district: Annotated[
            str, typer.Argument(metavar="CODE", help="The district, by its official code or old name.")
        ],
        slug: Annotated[
            str, typer.Argument(metavar="SLUG", help="Its name in addresses, as jinniu in /jinniu/graphql.")
        ],
    ) -> None:
        """Give a district the name that it has in addresses."""
        settings, handlers = ready(handlers_of)
        run(_name(settings, handlers, district, slug))
        output().print(f"GraphQL of {district} is at /{slug}/graphql.", markup=False)


async def _unpurge(settings: Settings, name: str) -> bool:
    async with database(settings.database_url), transaction():
        undone = await unpurge(name)
        if undone:
            await record("plugins.unpurge", INSTALLATION, None, details={"plugin": name})
        return undone


async def _enable(settings: Settings, handlers: Handlers, name: str, district: str) -> None:
    async with open_with_handlers(settings.database_url, handlers):
        area_id = (await district_named(district)).id
        async with transaction():
            await modules.enable(name, area_id, handlers.plugins.manifests)
            await record("plugins.enable", AREA_TAG, area_id, area_id=area_id, details={"plugin": name})


async def _name(settings: Settings, handlers: Handlers, district: str, slug: str) -> None:
    async with open_with_handlers(settings.database_url, handlers):
        area_id = (await district_named(district)).id
        async with transaction():
            await name_district(area_id, slug)
            await record("plugins.address", AREA_TAG, area_id, area_id=area_id, details={"slug": slug})


async def district_named(name: str) -> Area:
    """The district of this name in addresses or official code. Raises NoSuchDistrict, which names those there are."""
    districts = Area.filter(level=AreaLevel.DISTRICT)
    found = await districts.get_or_none(slug=name) or await districts.get_or_none(code=name)
    if found is None:
        known = ", ".join(sorted(area.slug or area.code or area.name for area in await districts)) or "none"
        raise NoSuchDistrict(f"There is no district {name!r}. There are: {known}.")
    return found
