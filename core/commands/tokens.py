"""`linli token`: tokens of programs, from the command line, and short-lived ones for development."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from core import api_tokens
from core.accounts import TAG as ACCOUNT_TAG
from core.api_tokens import TAG, NewApiToken, NewGrant
from core.audit import record
from core.clock import now
from core.commands.terminal import messages, output, run
from core.commands.work import HandlersOf, ready
from core.database.connect import database, transaction
from core.database.url import Dialect, parse_database_url
from core.errors import LinliError
from core.ids import InvalidId, decode, encode
from core.models import ApiToken, ApiTokenGrant, Area
from core.plugins.loaded import PluginSet
from core.roles import ROLES
from core.settings import Settings
from core.work import Handlers, open_with_handlers


class TokenRefused(LinliError):
    """A command about tokens cannot be done."""

    code = "TOKEN_REFUSED"


def token_command(handlers_of: HandlersOf) -> typer.Typer:
    """The command with its sub-commands."""
    command = typer.Typer(name="token", help="Keep the tokens of programs.", no_args_is_help=True)

    @command.command("create")
    def create(
        name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
        permission: Annotated[list[str], typer.Option(help="A permission; may be given again.")],
        area: Annotated[
            list[str] | None, typer.Option(help="An area in which they hold, by slug, code or id; may be given again.")
        ] = None,
        organization: Annotated[
            list[str] | None, typer.Option(help="The id of an organisation for which they hold; may be given again.")
        ] = None,
        place: Annotated[
            list[str] | None, typer.Option(help="The id of a place for which they hold; may be given again.")
        ] = None,
        everywhere: Annotated[bool, typer.Option(help="They hold everywhere.")] = False,
        days: Annotated[int, typer.Option(min=1, max=366, help="After how many days it ends.")] = 90,
    ) -> None:
        """Create a token, and show it this once."""
        scopes = Scopes(area or [], organization or [], place or [])
        if everywhere is bool(scopes.named):
            raise typer.BadParameter("say where the permissions hold: --area, --organization, --place or --everywhere")
        settings, handlers = ready(handlers_of)
        _show(run(_create(settings, handlers, name, permission, scopes, timedelta(days=days))))

    @command.command("list")
    def list_tokens() -> None:
        """Show the tokens: what each permits and where, when it ends, and when it was last used."""
        settings, handlers = ready(handlers_of)
        output().print(run(_table(settings, handlers.plugins)))

    @command.command("revoke")
    def revoke(
        token: Annotated[str, typer.Argument(metavar="ID", help="Its id, as `linli token list` shows it.")],
    ) -> None:
        """End a token from the next request on."""
        settings, handlers = ready(handlers_of)
        run(_revoke(settings, handlers, _key(token, TAG)))
        output().print(f"{token} is revoked.", markup=False)

    @command.command("dev")
    def dev(
        role: Annotated[str, typer.Option(help="The role whose permissions it has.")],
        area: Annotated[
            str | None, typer.Option(help="The area in which they hold, by slug, code or id; everywhere without it.")
        ] = None,
        hours: Annotated[int, typer.Option(min=1, max=24, help="After how many hours it ends.")] = 12,
    ) -> None:
        """Create a short-lived token with the permissions of a role, for development alone."""
        settings, handlers = ready(handlers_of)
        if not settings.debug and parse_database_url(settings.database_url).dialect is not Dialect.SQLITE:
            raise TokenRefused(
                "Tokens for development are for SQLite, or where LINLI_DEBUG is set. Use `linli token create`."
            )
        if role not in ROLES:
            raise TokenRefused(f"There is no role {role!r}. There are: {', '.join(sorted(ROLES))}.")
        if not ROLES[role].permissions:
            raise TokenRefused(f"The role {role} has no permissions, as somebody without a token.")
        scopes = Scopes([] if area is None else [area])
        _show(run(_create(settings, handlers, f"dev: {role}", ROLES[role].permissions, scopes, timedelta(hours=hours))))

    return command


class Scopes:
    """The scopes that a command names, as people write them."""

    def __init__(self, areas: Sequence[str], organizations: Sequence[str] = (), places: Sequence[str] = ()) -> None:
        self.areas, self.organizations, self.places = areas, organizations, places

    @property
    def named(self) -> int:
        """How many there are."""
        return len(self.areas) + len(self.organizations) + len(self.places)

    async def grants(self, permissions: Collection[str]) -> list[NewGrant]:
        """Each permission at each of them; everywhere if there are none. Raises TokenRefused."""
        if not self.named:
            return [NewGrant(permission=one) for one in permissions]
        areas = [await _area(one) for one in self.areas]
        return [
            *(NewGrant(permission=one, area_id=key) for one in permissions for key in areas),
            *(
                NewGrant(permission=one, organization_id=_key(text, "or"))
                for one in permissions
                for text in self.organizations
            ),
            *(NewGrant(permission=one, place_id=_key(text, "pl")) for one in permissions for text in self.places),
        ]


async def _create(
    settings: Settings, handlers: Handlers, name: str, permissions: Collection[str], scopes: Scopes, life: timedelta
) -> tuple[ApiToken, str]:
    async with open_with_handlers(settings.database_url, handlers, readers=1):
        grants = await scopes.grants(permissions)
        new = NewApiToken(name=name, expires_at=now() + life, grants=grants)
        async with transaction():
            token, text = await api_tokens.create(new, handlers.plugins.permissions)
            await record("tokens.create", TAG, token.id, details={"grants": len(grants)})
        return token, text


async def _revoke(settings: Settings, handlers: Handlers, key: uuid.UUID) -> None:
    async with open_with_handlers(settings.database_url, handlers, readers=1), transaction():
        await api_tokens.revoke(key)
        await record("tokens.revoke", TAG, key)


def _show(created: tuple[ApiToken, str]) -> None:
    token, text = created
    # The token alone is the result, so that a script can keep it.
    messages().print(
        f"{encode(TAG, token.id)} ends at {token.expires_at:%Y-%m-%dT%H:%M:%SZ}. The token, which is shown only now:",
        markup=False,
        soft_wrap=True,
    )
    output().print(text, markup=False, soft_wrap=True)


async def _table(settings: Settings, plugins: PluginSet) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Id", "Name", "Permits", "Bounded by", "Ends", "Last used"):
        table.add_column(heading, overflow="fold")
    async with database(settings.database_url, apps=plugins.model_modules, readers=1):
        rows = (
            await ApiToken.all()
            .order_by("name", "id")
            .prefetch_related("grants__area", "grants__organization", "grants__place")
        )
        for row in rows:
            permits = sorted(_told(grant) for grant in row.grants)
            ends = f"{row.expires_at:%Y-%m-%dT%H:%M:%SZ}" if row.revoked_at is None else "revoked"
            used = "never" if row.last_used_at is None else f"{row.last_used_at:%Y-%m-%dT%H:%M:%SZ}"
            bound = _bounded_by(row)
            table.add_row(*map(escape, (encode(TAG, row.id), row.name, ", ".join(permits), bound, ends, used)))
    return table


def _bounded_by(row: Any) -> str:
    """Whose rights bound those of a token: its maker's, or nobody's."""
    if row.created_by_id is not None:
        return encode(ACCOUNT_TAG, row.created_by_id)
    return "nothing else" if row.made_by_id is None else encode(TAG, row.made_by_id)


def _told(grant: ApiTokenGrant) -> str:
    scope = grant.area or grant.organization or grant.place
    return f"{grant.permission} everywhere" if scope is None else f"{grant.permission} at {scope.name}"


def _key(text: str, tag: str) -> uuid.UUID:
    try:
        found = decode(text)
    except InvalidId as error:
        raise TokenRefused(error.message) from error
    if found.tag != tag:
        raise TokenRefused(f"{text} is the id of something else; here an id that starts with {tag}_ is expected.")
    return found.key


async def _area(text: str) -> uuid.UUID:
    found = await Area.get_or_none(slug=text) or await Area.get_or_none(code=text)
    return _key(text, "ar") if found is None else found.id
