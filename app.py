"""The assembler: builds the server from core, schema and plugins, and is the entry of the command line."""

import gc
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Annotated

import typer
from rich.markup import escape
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from core.access import Viewer
from core.admin_token import FILE_NAME, ensure_admin_token, read_admin_token
from core.checks import Finding, findings
from core.commands.accounts import account_command
from core.commands.audit import command as audit_command
from core.commands.check import check as check_command
from core.commands.contacts import command as contacts_command
from core.commands.events import events_command
from core.commands.jobs import jobs_command
from core.commands.migrate import apply_pending, migrate, require_migrated
from core.commands.modules import add_module_commands
from core.commands.person import person_command
from core.commands.plugin import plugin_command
from core.commands.plugins import CommandsOfPlugins, plugins_command, refuse_taken_commands
from core.commands.report import report
from core.commands.retention import retention_command
from core.commands.sample import sample_command
from core.commands.terminal import messages, output
from core.commands.tokens import token_command
from core.commands.work import work_command
from core.database.reader import Reader
from core.errors import LinliError, SettingsError
from core.issuer_keys import refuse_unreadable_keys
from core.issuers import Issuers
from core.log import configure_logging
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.privacy import load_vault
from core.settings import Settings
from core.settings_sources import load_settings
from core.stopping import on_stop
from core.viewers import Viewers
from core.work import WRITERS, Handlers, Worker, open_with_handlers
from schema.brought import brought, refuse_undeclared_permissions
from schema.commands.impact import add_impact_commands
from schema.commands.operations import command as operations_command
from schema.commands.schema import command as schema_command
from schema.commands.schema import schema_finding
from schema.compose import compose, graphql_schema
from schema.console import Console, is_asset
from schema.declare.catalog import Catalog
from schema.documentation import DOCUMENTATION_PATH, Documentation
from schema.examples import misfits
from schema.execution.districts import City, DistrictService, city_parts
from schema.front import FrontPage
from schema.http import GraphQLEndpoint, GraphQLService, not_found, with_cors
from schema.http.addresses import Addresses, is_graphql
from schema.http.plugin_routes import PluginRoutes, is_of_plugins
from schema.http.reports import ReportFiles, is_report
from schema.subjects import SubjectAreas

COLLECTOR = (50_000, 20, 50)
"""The thresholds of the collector of cycles."""

SHUTDOWN_SECONDS = 15
"""How long answers that are under way may take when the server is told to stop."""


def create_app(settings: Settings | None = None, plugins: PluginSet | None = None) -> Starlette:
    """The server as an ASGI application.

    `settings` are those of `load_settings`, and `plugins` the installed ones, if none are given. Raises what
    `installed_plugins` raises.
    """
    settings = settings or load_settings()
    configure_logging(settings.log_level, settings.log_format)
    return Server(settings, installed_plugins(settings) if plugins is None else plugins)


def installed_plugins(settings: Settings) -> PluginSet:
    """The installed plugins, which fit together: their names and permissions, their schema and their commands.

    Raises PluginError, DeclarationError and SettingsError, which name the plugins.
    """
    plugins = load_plugins(settings)
    for failure in plugins.failures:
        logging.getLogger("linli.plugins").error("The plugin %s It is left out.", failure)
    refuse_misfits(plugins)
    return plugins


def refuse_misfits(plugins: PluginSet) -> None:
    """Raise PluginError or DeclarationError, which name the plugins, if their contributions do not fit together."""
    refuse_taken_commands(plugins, command_names())
    refuse_undeclared_permissions(Catalog(city_parts(plugins)), plugins.permissions)


def handlers_of(plugins: PluginSet, *, prepared: bool = False) -> Handlers:
    """The plugins' handlers of events, which are for the districts in which the declared types place their subjects.

    The types are looked through when the first event asks for it, which most commands end without; at once if
    ``prepared``.
    """
    areas = SubjectAreas(lambda: Catalog(city_parts(plugins)))
    if prepared:
        areas.prepare()
    return Handlers(plugins, areas)


class Server(Starlette):
    """The application. GraphQL requests take a short path, past the router and its middleware."""

    def __init__(self, settings: Settings, plugins: PluginSet) -> None:
        super().__init__(debug=False, routes=[Mount(DOCUMENTATION_PATH, Documentation())], lifespan=self._lifespan)
        self.router.default = not_found
        self._settings = settings
        self._plugins = plugins
        self._admin_token = read_admin_token(settings)
        self._issuers = Issuers(settings.auth.issuers)
        self.viewers: Viewers
        """Who has a token; while the server answers."""
        self._graphql: Addresses | None = None
        self._reports: ReportFiles | None = None
        self._routes: PluginRoutes | None = None
        self._front: FrontPage | None = None
        self._console = Console()
        self._answer = with_cors(self._respond, settings.cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the server's start and stop."""
        await self._answer(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._graphql is not None and scope["type"] == "http" and is_graphql(scope["path"]):
            await self._graphql(scope, receive, send)
        elif self._reports is not None and scope["type"] == "http" and is_report(scope["path"]):
            await self._reports(scope, receive, send)
        elif self._routes is not None and scope["type"] == "http" and is_of_plugins(scope["path"]):
            scope["app"] = self
            await self._routes(scope, receive, send)
        elif self._front is not None and scope["type"] == "http" and scope["path"] == "/":
            await self._front(scope, receive, send)
        elif scope["type"] == "http" and is_asset(scope["path"]):
            await self._console(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        settings = self._settings
        handlers = handlers_of(self._plugins, prepared=True)
        async with AsyncExitStack() as stack:
            opened = await stack.enter_async_context(
                open_with_handlers(
                    settings.database_url,
                    handlers,
                    readers=settings.reader_count,
                    # Handlers and jobs that take their time leave mutations theirs.
                    writers=settings.writers + (WRITERS if settings.work.in_server else 0),
                    statement_timeout_seconds=settings.statement_timeout_seconds,
                    write_timeout_seconds=settings.statement_timeout_seconds,
                )
            )
            city = self._city(opened.reader)
            await stack.enter_async_context(self.answering(city))
            if settings.work.in_server:
                await stack.enter_async_context(Worker(handlers, settings.work).running())
            stack.enter_context(self._settled())
            with on_stop(city.announcer.stop):
                yield

    def _city(self, reader: Reader) -> City:
        return City(self._plugins, reader, self._settings)

    @contextmanager
    def _settled(self) -> Iterator[None]:
        """What exists by now stays: the collector of cycles need not look at it again with every request."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTOR)
        try:
            yield
        finally:
            gc.unfreeze()

    @asynccontextmanager
    async def answering(self, city: City) -> AsyncIterator[None]:
        """As long as the block runs, a city's services and those of its districts answer GraphQL, and give reports;
        and plugins' routes answer.
        """
        settings = self._settings
        await city.look()
        self.viewers = Viewers(city.reader, self._issuers, self._plugins.administrator, self._admin_token)
        self._reports = ReportFiles(
            city,
            self._plugins.reports,
            self.viewer_of,
            url_bytes=settings.limits.body_bytes,
            debug=settings.debug,
        )
        self._routes = PluginRoutes(
            {plugin.name: plugin.routes for plugin in self._plugins.plugins}, city, self.viewer_of, debug=settings.debug
        )
        self._front = FrontPage(city.execute, debug=settings.debug)
        self._graphql = Addresses(self._endpoint(city), city, lambda slug: self._endpoint(DistrictService(city, slug)))
        async with city.reads.running():
            try:
                yield
            finally:
                self._graphql = self._reports = self._routes = self._front = None
                await city.announcer.close()
                await self.viewers.close()

    def _endpoint(self, service: GraphQLService) -> GraphQLEndpoint:
        settings = self._settings
        return GraphQLEndpoint(
            service,
            self.viewer_of,
            remembered=self.remembered_viewer_of,
            body_bytes=settings.limits.body_bytes,
            debug=settings.debug,
            page=self._console.page,
        )

    async def viewer_of(self, token: str | None) -> Viewer | None:
        """Who has a token by now; None for a token that nobody has."""
        return await self.viewers.now(token)

    async def remembered_viewer_of(self, token: str | None) -> Viewer | None:
        """Who had a token a moment ago, with the epoch at which that was so; None for a token that nobody has."""
        return await self.viewers.remembered(token)


cli = typer.Typer(
    name="linli",
    cls=CommandsOfPlugins,
    help="Linli: a GraphQL platform for neighbourhood governance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    # What commands of plugins need, and only the assembler knows: see `core.commands.with_database`.
    context_settings={"obj": handlers_of},
)
cli.command("migrate")(migrate)
cli.command("sample")(sample_command(handlers_of))
cli.command("report")(report)
cli.command("retention")(retention_command(handlers_of))
cli.command("work")(work_command(handlers_of))
_plugins_command = plugins_command(lambda plugins: brought(Catalog(city_parts(plugins))))
add_module_commands(_plugins_command, handlers_of)
add_impact_commands(_plugins_command, handlers_of)
for _group in (
    _plugins_command,
    audit_command,
    contacts_command,
    events_command(handlers_of),
    jobs_command(handlers_of),
    operations_command,
    account_command(handlers_of),
    person_command(handlers_of),
    schema_command,
    plugin_command(),
    token_command(handlers_of),
):
    cli.add_typer(_group)


def command_names() -> set[str]:
    """The names of the platform's own commands."""
    groups = (group.typer_instance for group in cli.registered_groups)
    return {str(command.name) for command in cli.registered_commands} | {
        str(group.info.name) for group in groups if group is not None
    }


@cli.command("serve")
def serve(
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer requests.")] = 1,
    migrate_first: Annotated[
        bool, typer.Option("--migrate", help="Apply pending migrations before the start.")
    ] = False,
) -> None:
    """Start the server."""
    import uvicorn

    settings = load_settings()
    # What is said of plugins that are left out is said before the application is made.
    configure_logging(settings.log_level, settings.log_format)
    _require_free_port(settings)
    plugins = installed_plugins(settings)
    if migrate_first:
        apply_pending(settings, plugins.apps)
    require_migrated(settings, plugins.apps, "Run `linli migrate`, or start with `linli serve --migrate`.")
    # Keys that cannot be used must stop the start, and not the first person who leaves a phone number.
    load_vault(settings)
    refuse_unreadable_keys(settings)
    _, token = ensure_admin_token(settings)
    if token is not None:
        _show_token(token, settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    messages().print(f"GraphQL answers at [bold]http://{escape(host)}:{settings.port}/graphql[/] (stop: Ctrl+C)")
    # Several processes make theirs each for itself; for one, what was loaded serves.
    app = create_app(settings, plugins) if workers == 1 else "app:create_app"
    uvicorn.run(
        app,
        factory=workers > 1,
        host=settings.host,
        port=settings.port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


@cli.command("check")
def check(
    migrations: Annotated[
        bool, typer.Option("--migrations", help="Only: do the migrations do what the models say?")
    ] = False,
) -> None:
    """Tell what is wrong with this installation, and what to do about it."""
    check_command(only_migrations=migrations, further=[_composition_finding, schema_finding])


def _composition_finding(_: Settings, plugins: PluginSet) -> Finding:
    try:
        catalog = Catalog(city_parts(plugins))
        refuse_undeclared_permissions(catalog, plugins.permissions)
    except LinliError as problem:
        return findings.error("composition", problem.message, "Ask the author of the plugin that is named.")
    if wrong := list(misfits(graphql_schema(compose(catalog)), plugins.plugins)):
        return findings.warning("composition", "; ".join(wrong), "Ask the author of the plugin that is named.")
    return findings.ok("composition", "the schema's parts fit together")


def _require_free_port(settings: Settings) -> None:
    """Say at once that the port is taken, and not after the migrations and with a traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsError(
            f"The server cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
            "Stop what listens there, or choose others with LINLI_HOST and LINLI_PORT."
        ) from error


def _show_token(token: str, settings: Settings) -> None:
    path = settings.data_dir / FILE_NAME
    output().print(
        f"The token for mutations, which is shown only now:\n\n  [bold]{token}[/]\n\n"
        "Send it as `Authorization: Bearer …`; whoever has it may do everything. Its hash is kept in "
        f"{escape(str(path))}: delete that file, and the next start makes another token.\n",
        soft_wrap=True,
    )


def main() -> None:
    """The command `linli`."""
    # Composing and migrating make objects that stay: to look for cycles among them takes a fifth of the time.
    gc.set_threshold(*COLLECTOR)
    cli()
