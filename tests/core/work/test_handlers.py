"""Handlers that run in the transaction of the event."""

from __future__ import annotations

import re

import pytest

from core import modules
from core.database.connect import Database, transaction
from core.errors import DatabaseUnavailable
from core.events import Offset, emit, events_after, reacting
from core.models import Area, Event, Organization
from core.models.choices import AreaLevel, OrganizationKind
from core.plugins.contributions import Delivery, EventHandler
from core.problems import InputRefused, refuse
from core.work.handlers import LONGEST_CHAIN, HandlerFailed
from core.writing import writing
from tests.core.work.plugins import ONE, Seen, areas, at_work, handlers, loaded


async def names() -> list[str]:
    return [event.name for event in await events_after(Offset())]


async def test_they_run_before_the_commit_in_the_order_of_plugins_and_declarations(db: Database) -> None:
    order: list[str] = []

    def noting(name: str, pattern: str) -> EventHandler:
        async def note(event: Event) -> None:
            order.append(f"{name} {event.name} {event.payload}")

        return EventHandler(pattern, note, Delivery.IN_TRANSACTION, name)

    first = loaded("first", noting("b", "place.updated"), noting("a", "place.*"), noting("never", "place"))
    second = loaded("second", noting("c", "*"), Seen().after_commit())
    async with at_work(db, first, second), transaction():
        await emit("place.updated", "pl", ONE, {"version": 2})
        assert order == [f"{name} place.updated {{'version': 2}}" for name in "bac"]
    await emit("place.updated", "pl", ONE)
    assert len(order) == 3


async def test_one_function_for_several_events_is_one_handler(db: Database) -> None:
    seen = Seen()
    both = seen.in_transaction("place.*")
    same = EventHandler("place.updated", both.function, both.delivery, both.name)
    async with at_work(db, loaded("kits", both, same)):
        await emit("place.updated", "pl", ONE)
    assert seen.names == ["place.updated"]


async def rename(event: Event) -> None:
    await Organization.create(name=event.name, kind=OrganizationKind.COMPANY)


async def test_what_they_write_is_committed_with_the_cause_or_not_at_all(db: Database) -> None:
    failing = Seen("bad", error=refuse("NO_KITS", "There are no kits left.", "kit_id"))
    writes = EventHandler("*", rename, Delivery.IN_TRANSACTION)
    async with at_work(db, loaded("kits", writes, failing.in_transaction())):
        await emit("good", "pl", ONE)
        with pytest.raises(InputRefused) as refused:
            async with writing():
                await emit("bad", "pl", ONE)
        # Without a transaction of the caller, the event is undone as well.
        with pytest.raises(InputRefused):
            await emit("bad", "pl", ONE)
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("NO_KITS", ("kitId",))]
    assert await names() == [row.name for row in await Organization.all()] == ["good"]


async def test_what_else_they_raise_names_plugin_handler_and_event(db: Database) -> None:
    async with at_work(db, loaded("kits", Seen("bad").in_transaction(name="on_place"))):
        with pytest.raises(HandlerFailed) as failed:
            await emit("bad", "pl", ONE)
    assert str(failed.value) == (
        "The handler kits.on_place (tests.core.work.plugins.Seen._function.<locals>.see) failed upon bad of "
        f"pl_{ONE}, and the change was undone: ValueError: broken"
    )
    assert isinstance(failed.value.__cause__, ValueError)
    assert await names() == []


async def test_a_database_that_is_away_is_not_the_handlers_failure(db: Database) -> None:
    away = Seen("bad", error=DatabaseUnavailable("away"))
    async with at_work(db, loaded("kits", away.in_transaction())):
        with pytest.raises(DatabaseUnavailable, match="away"):
            await emit("bad", "pl", ONE)


async def test_handlers_may_emit_and_those_that_never_end_are_stopped(db: Database) -> None:
    async def step(event: Event) -> None:
        left = event.payload["left"]
        if left:
            await emit("kits.step", "pl", ONE, {"left": left - 1})

    async with at_work(db, loaded("kits", EventHandler("kits.*", step, Delivery.IN_TRANSACTION))):
        await emit("kits.begin", "pl", ONE, {"left": LONGEST_CHAIN - 1})
        done = await names()
        with pytest.raises(HandlerFailed) as failed:
            await emit("kits.begin", "pl", ONE, {"left": LONGEST_CHAIN})
    assert done == await names() == ["kits.begin", *["kits.step"] * (LONGEST_CHAIN - 1)]
    assert re.sub(r"( → kits.step upon kits.step)+", " →…", str(failed.value)) == (
        "Handlers of events cause one another without end: kits.step upon kits.begin →…. "
        "One of them must not emit, or not each time."
    )


async def test_they_run_where_their_plugin_is_enabled(db: Database) -> None:
    city = await Area.create(name="成都市", level=AreaLevel.CITY)
    here, there = [await Area.create(name=name, level=AreaLevel.DISTRICT, parent=city) for name in ("金牛区", "郫都区")]
    grid = await Area.create(name="一网格", level=AreaLevel.GENERAL_GRID, parent=here)
    seen, core = Seen(), Seen()
    kits = loaded("kits", seen.in_transaction())
    await modules.enable("kits", here.id, {"kits": kits.manifest})
    subjects = {area.id: area.id for area in (city, here, there, grid)}
    found = handlers(loaded("core", core.in_transaction()), kits, area_of=areas(subjects))
    with reacting(db, found.react):
        for area in (city, here, there, grid):
            await emit(f"of.{area.name}", "ar", area.id)
        await emit("of.nowhere", "pl", ONE)
    assert seen.names == ["of.成都市", "of.金牛区", "of.一网格", "of.nowhere"]
    assert core.names == ["of.成都市", "of.金牛区", "of.郫都区", "of.一网格", "of.nowhere"]
