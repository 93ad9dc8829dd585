"""What tests of pioneer stores begin with: a small district, its rules, and stores that have come some way."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from core.access import ANONYMOUS, Viewer, ViewerKind
from core.clock import SHANGHAI, fixed
from core.database.url import Dialect
from core.models import Activity, Area, Media, MediaCredit, Organization, Place, Programme
from core.models.choices import AreaLevel, CreditRole, MediaKind, OrganizationKind, PlaceKind, ProgrammeStatus
from core.plugins.loaded import PluginSet
from core.problems import InputRefused
from core.settings import Settings
from plugins.jinniu_stores import eligibility, inspections, standards, stores, waves
from plugins.jinniu_stores.choices import ElementCondition, EligibilityVerdict, TenElement
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Inspection, Store, Wave
from schema.execution.service import build_service
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from tests.schema.client import WatchedReader
from tests.schema.composed import schema_of

date = datetime.date


def at(day: date, hour: int = 9) -> datetime.datetime:
    """An hour of a day in Asia/Shanghai."""
    return datetime.datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


REGISTERED = date(2024, 5, 6)
FITTED = date(2024, 6, 24)
OPENED = date(2024, 7, 10)
NOW = at(OPENED)
"""The instant of requests, and of what use cases do, unless a test says otherwise."""


class Client:
    """One service for one kind of database; `reader.behind` is where it reads."""

    def __init__(self, dialect: Dialect, plugins: PluginSet) -> None:
        self.reader = WatchedReader(dialect)
        self.administrator = plugins.administrator
        parts = plugins.parts()
        self.service = build_service(parts, self.reader, Settings(), composed=schema_of(parts))

    async def send(
        self,
        query: str,
        *,
        admin: bool = True,
        may: Collection[str] | None = None,
        viewer: Viewer | None = None,
        now: datetime.datetime = NOW,
        **variables: Any,
    ) -> Any:
        """The whole answer. ``may`` are the permissions of somebody who has no others, everywhere."""
        if viewer is None:
            viewer = self.administrator if admin else ANONYMOUS
        if may is not None:
            viewer = Viewer(ViewerKind.ADMIN, frozenset(may))
        self.reader.statements.clear()
        request = GraphQLRequest(query=query, operation_name=None, variables=variables, extensions={})
        context = RequestContext(request_id="test", accept_language=None, read_only=False)
        with fixed(now):
            answer = await self.service.execute(request, viewer, context)
        assert isinstance(answer, GraphQLAnswer)
        return orjson.loads(answer.body)

    async def ask(self, query: str, **options: Any) -> Any:
        """The data of an answer without errors."""
        answer = await self.send(query, **options)
        assert list(answer) == ["data"], answer
        return answer["data"]

    async def refusal(self, query: str, **options: Any) -> tuple[str, str]:
        """The code and the message of an answer that is one error and no data."""
        answer = await self.send(query, **options)
        assert list(answer) == ["errors"], answer
        (error,) = answer["errors"]
        return error["extensions"]["code"], error["message"]


@dataclass(frozen=True)
class District:
    """The rows that every test has."""

    district: Area
    subdistrict: Area
    other: Area
    chain: Organization
    programme: Programme
    wave: Wave


async def a_district() -> District:
    """Jinniu with two subdistricts, the chain, a programme with a wave, the standard, criteria and a rule."""
    city = await Area.create(name="成都市", level=AreaLevel.CITY, code="510100")
    district = await Area.create(name="金牛区", level=AreaLevel.DISTRICT, code="510106", parent=city)
    subdistrict = await Area.create(name="西华街道", level=AreaLevel.SUBDISTRICT, parent=district)
    other = await Area.create(name="沙河源街道", level=AreaLevel.SUBDISTRICT, parent=district)
    chain = await Organization.create(name="红旗连锁", kind=OrganizationKind.COMPANY)
    programme = await Programme.create(
        code="pioneer-stores",
        name="红旗先锋门店",
        area=district,
        lead_organization=chain,
        status=ProgrammeStatus.PUBLISHED,
        published_at=at(REGISTERED),
    )
    with fixed(at(REGISTERED)):
        await standards.publish(a_standard(1, REGISTERED))
        await eligibility.publish(
            eligibility.NewCriteria(number=1, name="第一版", description="有室内面积", valid_from=REGISTERED)
        )
        await inspections.set_rule(
            inspections.NewInspectionRule(inspect_every_days=90, rectify_within_days=14, valid_from=REGISTERED)
        )
        wave = await waves.create(
            waves.NewWave(programme_id=programme.id, number=1, name="首批", target_count=2, due_on=OPENED)
        )
    return District(district, subdistrict, other, chain, programme, wave)


def a_standard(number: int, valid_from: date) -> standards.NewStandard:
    """A version in which eating needs the microwave, resting the tables, and services the party code."""
    needs = {
        TenElement.MICROWAVE: "for_eating",
        TenElement.TABLES_AND_CHAIRS: "for_resting",
        TenElement.PARTY_CHECK_IN_CODE: "for_services",
    }
    items = [
        standards.NewItem(element=element, **({needs[element]: True} if element in needs else {}))  # type: ignore[arg-type]  # a flag by its name
        for element in TenElement
    ]
    return standards.NewStandard(number=number, name=f"红十件第{number}版", valid_from=valid_from, items=items)


def findings(**bad: ElementCondition) -> Sequence[inspections.NewFinding]:
    """Ten findings, OK but for those named."""
    return [
        inspections.NewFinding(element=element, result=bad.get(element.value, ElementCondition.OK))
        for element in TenElement
    ]


def inspection(**bad: ElementCondition) -> inspections.NewInspection:
    """An official inspection, made now."""
    return inspections.NewInspection(findings=findings(**bad))


async def inspect(store: Store, moment: datetime.datetime = NOW, **bad: ElementCondition) -> Inspection:
    """Inspect a store at a moment."""
    with fixed(moment):
        return await inspections.record(store.id, inspection(**bad))


async def a_store(district: District, number: int, status: S = S.CANDIDATE, area: Area | None = None) -> Store:
    """A store that has come as far as ``status``, by use cases, on the days of the first wave."""
    place = await Place.create(
        name=f"红旗{number}店", area=area or district.subdistrict, operator=district.chain, kind=PlaceKind.STORE
    )
    with fixed(at(REGISTERED)):
        store = await stores.register(stores.NewStore(place_id=place.id, partner_code=f"HQ-{number}"))
        if status is S.CANDIDATE:
            return store
        verdict = EligibilityVerdict.INELIGIBLE if status is S.INELIGIBLE else EligibilityVerdict.ELIGIBLE
        await eligibility.assess(store.id, eligibility.NewAssessment(verdict=verdict, reasons="现场查看"))
        if status in (S.ELIGIBLE, S.INELIGIBLE):
            return await Store.get(id=store.id)
        await stores.plan(store.id, district.wave.id)
        if status is not S.PLANNED:
            await stores.start_fitting_out(store.id)
    if status in (S.PLANNED, S.FITTING_OUT):
        return await Store.get(id=store.id)
    with fixed(at(FITTED)):
        await stores.request_inspection(store.id)
    if status is not S.AWAITING_INSPECTION:
        await inspect(store, at(OPENED, 8))
        with fixed(NOW):
            await stores.activate(store.id)
            if status is S.SUSPENDED:
                await stores.suspend(store.id, "停电")
    return await Store.get(id=store.id)


async def problems_of(verb: Awaitable[object], moment: datetime.datetime = NOW) -> list[tuple[str, str]]:
    """The codes and the fields of the problems for which a use case refuses its input, if it does."""
    try:
        with fixed(moment):
            await verb
    except InputRefused as refused:
        return [(problem.code, ".".join(problem.field)) for problem in refused.problems]
    return []


async def an_activity(district: District) -> Activity:
    """The festival at which agreements are signed, published."""
    return await Activity.create(
        title="邻里节",
        area=district.district,
        lead_organization=district.chain,
        starts_at=NOW,
        ends_at=NOW + datetime.timedelta(hours=2),
        decision="PUBLISHED",
        published_at=NOW,
    )


async def a_picture(*, consent: bool = True, credited: bool = True) -> Media:
    """A picture, which may be shown unless a test says otherwise."""
    media = await Media.create(
        kind=MediaKind.IMAGE, title="照片", url="https://media.demo.invalid/1", consent_recorded=consent
    )
    if credited:
        await MediaCredit.create(media=media, position=1, role=CreditRole.PICTURE_PROVIDER, name="供图单位")
    return media


def gid(tag: str, key: uuid.UUID) -> str:
    """A global id."""
    return f"{tag}_{key}"
