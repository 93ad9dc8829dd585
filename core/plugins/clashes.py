"""Names that two plugins claim. What belongs to the GraphQL schema is checked by `schema.declare.catalog`."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise.fields.relational import ForeignKeyFieldInstance, RelationalField
from tortoise.models import Model

from core.plugins.failures import PluginError
from core.plugins.loaded import LoadedPlugin


def refuse_clashes(plugins: Sequence[LoadedPlugin]) -> None:
    """Raise PluginError with every name that two claim, or that is used and claimed by nobody."""
    found = _Claims()
    for plugin in plugins:
        _claim(found, plugin)
    models = {f"{plugin.name}.{model.__name__}": model for plugin in plugins for model in plugin.model_classes}
    for plugin in plugins:
        for model in plugin.model_classes:
            _claim_related_names(found, plugin.name, model, models)
    permissions = {permission.name for plugin in plugins for permission in plugin.permissions}
    for plugin in plugins:
        found.problems += _undeclared(plugin, permissions)
    if found.problems:
        lines = "\n".join(f"  - {problem}" for problem in found.problems)
        raise PluginError(f"The plugins do not fit together:\n{lines}")


class _Claims:
    """Who claims which name."""

    def __init__(self) -> None:
        self.owners: dict[tuple[str, str], str] = {}
        self.problems: list[str] = []

    def claim(self, kind: str, name: str, owner: str, rename: str = "") -> None:
        """Note a claim, or the clash with an earlier one."""
        if (kind, name) not in self.owners:
            self.owners[kind, name] = owner
            return
        earlier = self.owners[kind, name]
        whom = f"twice by {owner}" if earlier == owner else f"by {earlier} and by {owner}"
        self.problems.append(f"The {kind} {name!r} is claimed {whom}. {rename or f'Rename it in {owner}'}.")


def _claim(found: _Claims, plugin: LoadedPlugin) -> None:
    owner = plugin.name
    for code in plugin.error_codes:
        # They have no prefix. What the core or a needed plugin declares may be used as it is.
        found.claim("error code", code.name, owner, f"Rename it in {owner}, or leave it out to use the other's")
    for permission in plugin.permissions:
        found.claim("permission", permission.name, owner)
    for role in plugin.roles:
        found.claim("role", role.name, owner)
    for job in plugin.jobs:
        found.claim("job", job.name, owner)
    for purpose in plugin.consent_purposes:
        found.claim("purpose of consent", purpose.name, owner)
    for data in plugin.personal_data:
        found.claim("personal data", data.name, owner)
    for retention in plugin.retention:
        found.claim("retention", retention.name, owner)
    for report in plugin.reports:
        found.claim("report", report.name, owner)
    for figure in plugin.figures:
        found.claim("figure", figure.name, owner)
    for command in plugin.commands:
        found.claim("command", str(command.info.name), owner)
    _claim_handlers(found, plugin)
    for model, tag, _ in plugin.search_subjects:
        found.claim("search subject", f"{model._meta.app}.{model.__name__}", owner, f"Leave it out in {owner}")
        found.claim("tag of searched ids", tag, owner)
    for model in plugin.model_classes:
        found.claim("table", str(model._meta.db_table), owner, f"Set `table` in the Meta of {owner}'s {model.__name__}")


def _claim_handlers(found: _Claims, plugin: LoadedPlugin) -> None:
    first = {handler.known_as: handler for handler in reversed(plugin.event_handlers)}
    for handler in plugin.event_handlers:
        name = handler.known_as
        if (handler.function, handler.delivery) != (first[name].function, first[name].delivery):
            found.problems.append(
                f"The event handlers of {plugin.name} for {first[name].event!r} and for {handler.event!r} are both "
                f"called {name!r}, and are not one function with one delivery. Give one of them another `name`."
            )
        else:
            # Known by the plugin's name too, so that plugins need not know each other's.
            known = f"{plugin.name}.{name} of {handler.event}"
            found.claim("event handler", known, plugin.name, f"Declare it once in {plugin.name}")


def _claim_related_names(found: _Claims, owner: str, model: type[Model], models: dict[str, type[Model]]) -> None:
    for name, field in model._meta.fields_map.items():
        if not isinstance(field, ForeignKeyFieldInstance) or not field.related_name:
            continue
        rename = f"Change it at {model.__name__}.{name} of {owner}"
        to = str(field.model_name)
        found.claim(f"related_name on {to}", field.related_name, owner, rename)
        target = models.get(to)
        known = target._meta.fields_map.get(field.related_name) if target is not None else None
        # Once Tortoise was set up, the reverse side of this very reference is among the target's fields.
        if known is not None and not (isinstance(known, RelationalField) and known.related_model is model):
            found.problems.append(
                f"The related_name {field.related_name!r} is claimed by {owner}, and {to} of {to.partition('.')[0]} "
                f"has a field of this name. {rename}."
            )


def _undeclared(plugin: LoadedPlugin, permissions: set[str]) -> list[str]:
    uses = [(f"the report {report.name!r}", name) for report in plugin.reports if (name := report.requires) is not None]
    uses += [(f"the role {role.name!r}", name) for role in plugin.roles for name in role.permissions]
    return [
        f"The permission {name!r}, which {what} of {plugin.name} names, is declared by nobody. "
        "Declare it in linli_permissions, or correct the name."
        for what, name in uses
        if name not in permissions
    ]
