"""Sample data of the core and of all plugins, in their order, each in a transaction of its own."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from core.clock import SHANGHAI, fixed, now
from core.database.connect import transaction
from core.errors import DatabaseUnavailable
from core.models import PurgedPlugin
from core.plugins.failures import PluginError, raised
from core.plugins.loaded import PluginSet


async def load_sample_data(
    plugins: PluginSet, progress: Callable[[str, int, int], None], day: datetime.date | None = None
) -> dict[str, int]:
    """Add what the database lacks, and give the number of rows that each plugin added; only purged ones are left out.

    ``progress`` is called with each plugin's name. ``day`` is the one around which rows are made that have to lie near
    the present: the plugins' clock is held at its noon in Asia/Shanghai, or at the present instant. What a plugin
    raises undoes its own rows, and is a PluginError that names it; the rows of those before it stay.
    """
    with fixed(now() if day is None else datetime.datetime.combine(day, datetime.time(12), SHANGHAI)):
        return await _load(plugins, progress)


async def _load(plugins: PluginSet, progress: Callable[[str, int, int], None]) -> dict[str, int]:
    purged = {str(name) for name in await PurgedPlugin.all().values_list("plugin", flat=True)}
    with_data = [one for one in plugins.plugins if one.sample_data is not None and one.name not in purged]
    added: dict[str, int] = {}
    for number, plugin in enumerate(with_data):
        progress(plugin.name, number, len(with_data))
        assert plugin.sample_data is not None
        try:
            async with transaction():
                count: object = await plugin.sample_data()
        except DatabaseUnavailable:
            raise
        except Exception as error:
            raise PluginError(
                f"The sample data of {plugin.name} (of {plugin.distribution} {plugin.version}) could not be loaded: "
                f"{raised(error)}. None of its rows were added."
            ) from error
        if not isinstance(count, int):
            raise PluginError(
                f"The function that loads the sample data of {plugin.name} (of {plugin.distribution} {plugin.version}) "
                f"gave {count!r}. It must give the number of rows that it added."
            )
        added[plugin.name] = count
    progress("", len(with_data), len(with_data))
    return added
