"""The models of a plugin: whose tables and names they are, and that they hold back what they refer to."""

from __future__ import annotations

from importlib import import_module

from tortoise.fields import RESTRICT
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.models import Model

from core.errors import LinliError
from core.models.replaced import REPLACED
from core.plugins.contributions import Manifest, Models
from core.plugins.failures import Unusable
from core.plugins.validation import CORE_NAME, prefixed


def checked_models(models: Models, manifest: Manifest) -> tuple[type[Model], ...]:
    """Import the models of a plugin, and give those of its app, in the order of their tables.

    Refuses models of a plugin whose table, or whose ``related_name`` on somebody else's model, does not start with the
    plugin's name; references to other apps that are not RESTRICT, or lead to apps that the plugin does not need, or to
    rows that the core replaces; models without ``Meta.app``; and error codes of the plugin without its name.
    """
    module = import_module(models.models_module)
    found: dict[str, type[Model]] = {}
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Model) and value is not Model and not value._meta.abstract:
            ours = value.__module__.startswith(models.models_module) or value._meta.app == manifest.name
            if ours:
                _check(value, manifest)
                found[str(value._meta.db_table)] = value
    if not found:
        raise Unusable(f"{models.models_module} has no models.", "Leave linli_models out, or name the right module.")
    _check_codes(LinliError, models.models_module.rpartition(".")[0], manifest.name)
    return tuple(model for _, model in sorted(found.items()))


def _check(model: type[Model], manifest: Manifest) -> None:
    if model._meta.app != manifest.name:
        raise Unusable(
            f"the model {model.__name__} is of the app {model._meta.app!r}.",
            f'Write `app = "{manifest.name}"` in its Meta.',
        )
    prefixed("table", str(model._meta.db_table), manifest.name, "_")
    if manifest.name == CORE_NAME:
        return
    for name, field in model._meta.fields_map.items():
        if isinstance(field, ManyToManyFieldInstance):
            raise Unusable(
                f"{model.__name__}.{name} is a many-to-many field, whose table nobody declares.",
                "Declare a model with two references.",
            )
        if isinstance(field, ForeignKeyFieldInstance):
            _check_reference(f"{model.__name__}.{name}", field, manifest)


def _check_reference(where: str, field: ForeignKeyFieldInstance[Model], manifest: Manifest) -> None:
    target: object = field.model_name
    if not isinstance(target, str):
        raise Unusable(f"{where} refers to a class.", 'Name the model, as in "core.Place".')
    app = target.partition(".")[0]
    if app == manifest.name:
        return
    if app not in (CORE_NAME, *manifest.needs):
        raise Unusable(f"{where} refers to {target}, and the plugin does not need {app}.", f"Add {app!r} to `needs`.")
    if app == CORE_NAME:
        _check_stays(where, target)
    if not field.related_name:
        raise Unusable(f"{where} has no related_name.", f"Give it one that starts with {manifest.name}_.")
    prefixed(f"related_name of {where}", field.related_name, manifest.name, "_")
    if field.on_delete != RESTRICT:
        raise Unusable(
            f"{where} is {field.on_delete.value}: a row of {target} would take rows of this plugin with it, "
            "or change them, unseen.",
            "Use linli.models.reference, or on_delete=RESTRICT.",
        )


def _check_stays(where: str, target: str) -> None:
    """Refuse a reference to a model of the core whose rows do not stay."""
    for model, instead in REPLACED.items():
        if target == f"{CORE_NAME}.{model.__name__}":
            raise Unusable(
                f"{where} refers to {target}, whose rows the core deletes or replaces: the reference would hold them "
                "back, and break that.",
                f"Refer to {CORE_NAME}.{instead}." if instead else "Keep what you need of the row in columns of yours.",
            )


def _check_codes(base: type[LinliError], package: str, plugin: str) -> None:
    """Errors that the plugin has defined so far carry its name in their codes."""
    for error in base.__subclasses__():
        if package and plugin != CORE_NAME and error.__module__.startswith(f"{package}."):
            prefixed(f"error code of {error.__name__}", error.code, plugin.upper(), "_")
        _check_codes(error, package, plugin)
