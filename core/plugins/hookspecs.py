"""The hooks that a plugin may implement. All are synchronous, take nothing, and return data.

A plugin is a module (or an object) with functions of these names, marked by ``@hookimpl``, registered under the
entry-point group ``linli.plugins``. Each hook is called once, at the start of a process.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pluggy
import typer
from pydantic import BaseModel
from starlette.routing import BaseRoute
from tortoise.models import Model

from core.plugins.contributions import (
    ConsentPurpose,
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    Job,
    Manifest,
    Models,
    Narrowing,
    Permission,
    PersonalData,
    Report,
    Retention,
    Role,
    SchemaPart,
)

PROJECT = "linli"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the hook of its name: write ``@hookimpl`` above it."""


class HookSpecs:
    """Every hook, with what it returns. Only `linli_manifest` is required."""

    @hookspec
    def linli_manifest(self) -> Manifest:
        """Who the plugin is. Called first; required."""
        raise NotImplementedError

    @hookspec
    def linli_settings(self) -> type[BaseModel]:
        """The model of the plugin's settings, read from ``[plugins.<name>]`` and ``LINLI_PLUGIN_<NAME>_…``."""
        raise NotImplementedError

    @hookspec
    def linli_models(self) -> Models:
        """Where the plugin's models and migrations are."""
        raise NotImplementedError

    @hookspec
    def linli_schema(self) -> SchemaPart:
        """The `linli.Part` with the plugin's types, extensions of types, root fields and mutations."""
        raise NotImplementedError

    @hookspec
    def linli_error_codes(self) -> Sequence[ErrorCode]:
        """The codes of the rules that inputs of the plugin's mutations may break, with what they say to a resident."""
        raise NotImplementedError

    @hookspec
    def linli_permissions(self) -> Sequence[Permission]:
        """The permissions that the plugin's fields, mutations and reports require."""
        raise NotImplementedError

    @hookspec
    def linli_roles(self) -> Sequence[Role]:
        """Roles that the plugin suggests."""
        raise NotImplementedError

    @hookspec
    def linli_narrowings(self) -> Sequence[Narrowing]:
        """Conditions that hide more rows of other owners' types."""
        raise NotImplementedError

    @hookspec
    def linli_event_handlers(self) -> Sequence[EventHandler]:
        """Reactions to events."""
        raise NotImplementedError

    @hookspec
    def linli_jobs(self) -> Sequence[Job]:
        """Things to do again and again."""
        raise NotImplementedError

    @hookspec
    def linli_consent_purposes(self) -> Sequence[ConsentPurpose]:
        """What people may agree to."""
        raise NotImplementedError

    @hookspec
    def linli_personal_data(self) -> Sequence[PersonalData]:
        """What the plugin holds of persons, to be exported and erased on demand."""
        raise NotImplementedError

    @hookspec
    def linli_retention(self) -> Sequence[Retention]:
        """How long the plugin's rows are kept."""
        raise NotImplementedError

    @hookspec
    def linli_reports(self) -> Sequence[Report]:
        """Tables of figures for administrators."""
        raise NotImplementedError

    @hookspec
    def linli_routes(self) -> Sequence[BaseRoute]:
        """Starlette routes, mounted below ``/plugins/<name>``; ``request.state.viewer`` is who asks.

        They answer while some district has the plugin enabled.
        """
        raise NotImplementedError

    @hookspec
    def linli_search_subjects(self) -> Sequence[tuple[type[Model], str, tuple[str, ...]]]:
        """Models whose names can be searched: the model, the tag of its ids, and the columns of its names."""
        raise NotImplementedError

    @hookspec
    def linli_figures(self) -> Sequence[Figure]:
        """Live numbers for a front page."""
        raise NotImplementedError

    @hookspec
    def linli_sample_data(self) -> Callable[[], Awaitable[int]]:
        """Loads the plugin's sample data in the caller's transaction; gives the number of rows that it added."""
        raise NotImplementedError

    @hookspec
    def linli_commands(self) -> Sequence[typer.Typer]:
        """Typer applications, each a sub-command of ``linli`` by its name."""
        raise NotImplementedError

    @hookspec
    def linli_example_operations(self) -> Sequence[ExampleOperation]:
        """Operations ready to run, for the console and the documentation."""
        raise NotImplementedError
