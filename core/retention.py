"""How long rows are kept: what is due by the rules of the core and of plugins, and doing it.

Nothing goes by itself: an administrator looks with ``linli retention``, and says ``--apply``. Events and idempotency
keys have expiries of their own (`core.work.retention`, `core.idempotency`), and are no part of this.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model
from tortoise.queryset import QuerySet

from core import audit
from core.clock import now, today
from core.contributed import contributed
from core.database.connect import transaction
from core.errors import SettingsError
from core.models import AccountLinkRequest, Consent, Registration
from core.plugins.contributions import Retention
from core.plugins.plugin_settings import plugin_settings
from core.settings import Settings

CORE_RETENTION = (
    Retention(
        "registration_answers",
        "报名时填写的内容",
        "Answers given at registration",
        Registration,
        "activity__ends_at",
        365,
        becomes={"answers": None},
    ),
    Retention("withdrawn_consents", "已撤回的同意", "Consents that were withdrawn", Consent, "withdrawn_at", 1_095),
    Retention("replaced_consents", "已更新的同意", "Consents to earlier texts", Consent, "replaced_at", 1_095),
    Retention("account_links", "账号关联申请", "Requests for accounts", AccountLinkRequest, "expires_at", 365),
)
"""The core's rules; plugins add theirs."""

_BATCH = 500


@dataclass(frozen=True)
class Due:
    """A rule, the days that hold in this installation, and how many rows are due (or were, once it is applied)."""

    rule: Retention
    days: int
    rows: int


async def due() -> list[Due]:
    """What is due by each rule. Raises SettingsError for `retention_days` that name no rule."""
    return [Due(rule, days, await _rows(rule, days).count()) for rule, days in rules()]


async def apply(progress: Callable[[str, int, int], None] | None = None) -> list[Due]:
    """Delete or change what is due, in batches, each a transaction of its own; the number of rows for each rule.

    Interrupted, it goes on where it was. Raises SettingsError.
    """
    found = []
    for rule, days in rules():
        total, done = await _rows(rule, days).count(), 0
        while batch := await _batch(rule, days):
            done += batch
            if progress is not None:
                progress(rule.name, done, max(total, done))
        found.append(Due(rule, days, done))
    return found


def rules() -> list[tuple[Retention, int]]:
    """The rules of the core and the plugins, each with the days that hold: the setting's, or else its own."""
    known, given = contributed().retention, plugin_settings(Settings).retention
    if unknown := sorted(given.keys() - known.keys()):
        raise SettingsError(
            f"retention_days: nobody has the rule {', '.join(unknown)}. There are: {', '.join(known) or 'none'}."
        )
    return [(rule, given.get(name, rule.days)) for name, rule in known.items()]


async def _batch(rule: Retention, days: int) -> int:
    key = rule.model._meta.pk_attr
    async with transaction():
        rows = _rows(rule, days).order_by(key).limit(_BATCH)
        keys = [found for (found,) in await rows.values_list(key)]
        chosen = rule.model.filter(pk__in=keys)
        if not keys:
            return 0
        # With each batch: what was done before an interruption is in the log too.
        details = {"rule": rule.name, "days": days, "rows": len(keys)}
        await audit.record("retention.applied", audit.INSTALLATION, None, details=details)
        if not rule.becomes:
            await chosen.delete()
            return len(keys)
        values: dict[str, Any] = {name: value() if callable(value) else value for name, value in rule.becomes.items()}
        if "version" in rule.model._meta.fields_map:
            values["version"] = F("version") + 1
        if "updated_at" in rule.model._meta.fields_map:
            values["updated_at"] = now()
        await chosen.update(**values)
        return len(keys)


def _rows(rule: Retention, days: int) -> QuerySet[Model]:
    period = datetime.timedelta(days=days)
    before: datetime.date = today() - period if _is_day(rule.model, rule.column) else now() - period
    not_yet: Mapping[str, Any] = {f"{name}__isnull": False for name, value in rule.becomes.items() if value is None}
    return rule.model.filter(**{f"{rule.column}__lt": before}, **rule.where, **not_yet)


def _is_day(model: type[Model], path: str) -> bool:
    *relations, column = path.split("__")
    for name in relations:
        model = model._meta.fields_map[name].related_model  # type: ignore[attr-defined]  # of a relation
    return isinstance(model._meta.fields_map[column], fields.DateField)
