"""Findings about an installation as a whole. The assembler adds what only it knows, such as the schema."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.admin_token import SHORTEST_SAFE, read_admin_token
from core.checks.database import check_database
from core.checks.directories import directory_problem
from core.checks.findings import Finding, Level, error, ok, warning
from core.database.migrate import CORE, AppModels, missing_migrations, pending
from core.database.reader import open_reader
from core.database.url import DatabaseUrl, parse_database_url
from core.errors import LinliError, MigrationError
from core.issuer_keys import refuse_unreadable_keys, unusable
from core.privacy import FILE_NAME as KEY_FILE
from core.privacy import ContactUnreadable, load_vault
from core.purge import without_purged
from core.settings import Settings


async def check_installation(settings: Settings, apps: Sequence[AppModels] = CORE) -> list[Finding]:
    """Everything that core can look at, in an order in which the first error explains the later ones.

    ``apps`` are the core and the loaded plugins.
    """
    url = parse_database_url(settings.database_url)
    database = await check_database(url)
    findings = [
        _data_directory(settings),
        _admin_token(settings),
        await _issuers(settings),
        _time_zone(),
        _debug(settings),
        *database,
    ]
    if not any(finding.subject == "database" and finding.level is not Level.OK for finding in database):
        migrated = await _pending_migrations(url, apps)
        findings.append(migrated)
        if migrated.level is Level.OK:
            findings.append(await _contact_keys(settings, url))
    return [*findings, check_missing_migrations(apps)]


def check_missing_migrations(apps: Sequence[AppModels] = CORE) -> Finding:
    """Whether the models say something that no migration does. Needs no database."""
    try:
        missing = missing_migrations(apps)
    except MigrationError as problem:
        return error("models", problem.message, "Correct the migration or the model that is named.")
    if missing:
        return error(
            "models",
            "no migration does what they say: " + " | ".join(map(str, missing)),
            "Write it with `linli migrate --make NAME`, read it, and commit it with the models.",
        )
    return ok("models", "the migrations do what they say")


def _data_directory(settings: Settings) -> Finding:
    problem = directory_problem(settings.data_dir.absolute())
    if problem is not None:
        return error("data directory", problem, "Give the server's user access, or set LINLI_DATA_DIR to another one.")
    return ok("data directory", f"{settings.data_dir} can be written")


def _admin_token(settings: Settings) -> Finding:
    try:
        token = read_admin_token(settings)
    except LinliError as problem:
        return error("admin token", problem.message, "Mutations are refused until this is well.")
    if settings.admin_token is not None:
        length = len(settings.admin_token.get_secret_value())
        if length < SHORTEST_SAFE:
            return warning(
                "admin token",
                f"LINLI_ADMIN_TOKEN has {length} characters, which can be guessed",
                f"Use at least {SHORTEST_SAFE} random ones, or unset it, and `linli serve` makes one.",
            )
        return ok("admin token", "set by LINLI_ADMIN_TOKEN")
    return ok("admin token", "made, and kept as a hash" if token else "`linli serve` will make one and show it")


async def _issuers(settings: Settings) -> Finding:
    try:
        refuse_unreadable_keys(settings)
    except LinliError as problem:
        return error("issuers", problem.message, "Whoever signs in with it is refused until this is well.")
    asked = [issuer for issuer in settings.auth.issuers if issuer.jwks_url is not None]
    reasons = await asyncio.gather(*(asyncio.to_thread(unusable, issuer) for issuer in asked))
    away = [
        f"The keys of the issuer {issuer.issuer} at {issuer.jwks_url} cannot be used: {reason}."
        for issuer, reason in zip(asked, reasons, strict=True)
        if reason is not None
    ]
    if away:
        return warning(
            "issuers",
            " ".join(away),
            "The server starts, and answers 503 to whoever signs in with it. Correct jwks_url, or wait for the issuer.",
        )
    count = len(settings.auth.issuers)
    return ok("issuers", f"{count} in the settings" if count else "none: nobody signs in")


def _time_zone() -> Finding:
    try:
        offset = datetime(2024, 7, 10, tzinfo=UTC).astimezone(ZoneInfo("Asia/Shanghai")).utcoffset()
    except ZoneInfoNotFoundError:
        return error("time zone", "there is no data for Asia/Shanghai", "Install the package tzdata.")
    if offset != timedelta(hours=8):
        return error(
            "time zone",
            f"the data for Asia/Shanghai says UTC offset {offset}, and it is 8:00:00",
            "Repair the system's zoneinfo, or unset PYTHONTZPATH.",
        )
    return ok("time zone", "Asia/Shanghai is known")


def _debug(settings: Settings) -> Finding:
    if settings.debug and settings.host not in ("127.0.0.1", "::1", "localhost"):
        return warning(
            "debug",
            f"unexpected errors are shown to everybody who reaches {settings.host}",
            "Unset LINLI_DEBUG.",
        )
    return ok("debug", "on, for this machine only" if settings.debug else "off")


async def _pending_migrations(url: DatabaseUrl, apps: Sequence[AppModels]) -> Finding:
    try:
        waiting = await pending(url, apps=await without_purged(url, apps))
    except LinliError as problem:
        return error("migrations", problem.message, "Run the version of Linli that the database was made by.")
    if waiting:
        names = ", ".join(f"{migration.app}.{migration.name}" for migration in waiting)
        return error("migrations", f"not applied yet: {names}", "Run `linli migrate`.")
    return ok("migrations", "all applied")


async def _contact_keys(settings: Settings, url: DatabaseUrl) -> Finding:
    # By their keys, which follow time: one from before the last rotation, and one from after it.
    stored = [
        await _one(url, f"SELECT value_encrypted FROM person_contact ORDER BY id {order} LIMIT 1")
        for order in ("ASC", "DESC")
    ]
    contacts = [text.decode() for text in stored if text is not None]
    set_by_hand = settings.contact_keys or settings.contact_hash_key is not None
    if not set_by_hand and not (settings.data_dir / KEY_FILE).exists():
        if contacts:
            return error(
                "contact keys",
                f"there are encrypted contact details, and {settings.data_dir / KEY_FILE} is gone",
                "Restore that file from a backup, or set LINLI_CONTACT_KEYS and LINLI_CONTACT_HASH_KEY.",
            )
        return ok("contact keys", "will be made when they are needed")
    try:
        vault = load_vault(settings)
        for contact in contacts:
            vault.decrypt(contact)
    except ContactUnreadable as problem:
        return error("contact keys", problem.message, "Until then these contact details are lost.")
    except LinliError as problem:
        return error("contact keys", problem.message, "Correct them; do not make new ones in their place.")
    return ok("contact keys", "present" + (", and they decrypt what is stored" if contacts else ""))


async def _one(url: DatabaseUrl, statement: str) -> bytes | None:
    reader = await open_reader(url, size=1, statement_timeout_seconds=10)
    try:
        return await reader.fetch(statement, ())
    finally:
        await reader.close()
