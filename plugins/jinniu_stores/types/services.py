"""Services by phone (掌上服务): codes, the catalogue of government services, and the hand-off of counselling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Area,
    IdOf,
    LanguageArgument,
    Organization,
    Row,
    Viewer,
    auto,
    column,
    computed,
    label,
    literal,
    model_type,
    row_filter,
    to_one,
    translated,
)
from linli.models import AreaAncestor
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import PioneerStoreStatus, ServiceCodeKind, ServiceItemMode
from plugins.jinniu_stores.permissions import CODES_READ, USAGE_READ

if TYPE_CHECKING:
    from plugins.jinniu_stores.types.stores import PioneerStore


def valid(row: Row) -> Criterion:
    """Whether a code is the current one or in its days of grace, and of a store that has not left."""
    running = row.expires_at.isnull() | (row.expires_at > row.now)
    left = literal(PioneerStoreStatus.WITHDRAWN.value)
    stays, stores = row.related("store", lambda store: store.status != left, visible=False)
    assert stays.model is models.Store
    return running & stores.exists()


def valid_only(row: Row, viewer: Viewer) -> Criterion | None:
    """The public sees codes while they are valid."""
    return row.unless_may(CODES_READ, valid(row))


@model_type(
    models.ServiceCode,
    tag=tags.SERVICE_CODE,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    order_by=("-issued_at",),
    rule=valid_only,
    group_by=("kind", "store"),
    since="0.1.0",
)
class PioneerStoreServiceCode:
    """A printed code of a store (服务码). The public sees the valid ones, and their tokens only in the store."""

    store: PioneerStore = to_one("The store (门店).")
    kind: auto = column("What it is for (服务码类型).")
    issued_at: auto = column("When it was issued (启用时间).")
    expires_at: auto = column("When it stops to be valid; null for the current one of its kind (失效时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The kind's label (服务码类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, ServiceCodeKind, lang)

    @computed(bool, "Whether it can be scanned now (是否有效).", filterable=True)
    def valid(row: Row) -> Criterion:
        return valid(row)

    @computed(str | None, "The token, up to 32 characters; null unless you may see tokens (令牌).")
    def token(row: Row) -> Term:
        return row.if_may(CODES_READ, row.token)


@model_type(
    models.ScanEvent,
    tag=tags.SCAN_EVENT,
    area="code.store.place.area",
    organization="code.store.place.operator",
    place="code.store.place",
    order_by=("day",),
    requires=USAGE_READ,
    since="0.1.0",
)
class PioneerStoreScanEvent:
    """How often a code was scanned on a day (扫码计数). There is no person in it. Asking for it needs a permission."""

    code: PioneerStoreServiceCode = to_one("The code (服务码).")
    day: auto = column("The day (日期).")
    count: auto = column("How often (次数).", attribute="times")


def offered_to(row: Row, given: Any) -> Criterion:
    """Whether something is offered in an area in which a store is."""

    def around(link: Row) -> Criterion:
        above: Criterion = link.ancestor_id == row.area_id

        def of_area(place: Row) -> Criterion:
            here: Criterion = place.area_id == link.area_id
            return here

        def is_it(store: Row) -> Criterion:
            this: Criterion = store.id == given.term()
            return this & store.any("place", of_area)

        return above & row.rows_of(models.Store, is_it, visible=False)[1].exists()

    return row.rows_of(AreaAncestor, around, visible=False)[1].exists()


def _offered_on(row: Row) -> Criterion:
    started: Criterion = row.valid_from <= row.today
    return started & (row.valid_to.isnull() | (row.valid_to >= row.today))


@model_type(
    models.ServiceItem,
    tag=tags.SERVICE_ITEM,
    area="area",
    organization="authority",
    order_by=("code",),
    group_by=("area", "mode", "authority"),
    since="0.1.0",
)
class PioneerStoreServiceItem:
    """A government service that can be asked about or applied for by phone (政务服务事项)."""

    area: Area = to_one("The area in which it is offered (区域).")
    code: auto = column("A short code that never changes (代码).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    mode: auto = column("What can be done (服务方式).")
    authority: Organization | None = to_one("The authority in charge (主管部门).")
    deep_link: auto = column("Where it is done: a page, or a place in an app (链接).", orderable=False)
    valid_from: auto = column("The first day (开始日期).")
    valid_to: auto = column("The last day; null while it has none (结束日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The mode's label (服务方式名称).")
    def mode_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.mode, ServiceItemMode, lang)

    @computed(bool, "Whether it is offered today (是否可用).", filterable=True)
    def offered(row: Row) -> Criterion:
        return _offered_on(row)

    @row_filter("Only what is offered where this store is (门店可用).", input=IdOf("PioneerStore"), name="forStore")
    def for_store(row: Row, given: Any) -> Criterion:
        return offered_to(row, given)


@model_type(
    models.ServiceTap,
    tag=tags.SERVICE_TAP,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    order_by=("day",),
    requires=USAGE_READ,
    since="0.1.0",
)
class PioneerStoreServiceTap:
    """How often a government service was opened from a store's code on a day (打开计数). It needs a permission."""

    item: PioneerStoreServiceItem = to_one("The item (事项).")
    store: PioneerStore = to_one("The store (门店).")
    day: auto = column("The day (日期).")
    count: auto = column("How often (次数).", attribute="times")


@model_type(
    models.CounsellingService,
    tag=tags.COUNSELLING_SERVICE,
    area="area",
    organization="provider",
    order_by=("name",),
    group_by=("area", "provider"),
    since="0.1.0",
)
class PioneerStoreCounsellingService:
    """An outside service of counselling to which people are handed over (心理咨询服务). Linli learns nothing of it."""

    area: Area = to_one("The area for whose people it is (区域).")
    provider: Organization = to_one("Who offers it (服务机构).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    phone: auto = column("The number to call (电话).", orderable=False)
    link: auto = column("The page or app to go to (链接).", orderable=False)
    hours: auto = column("When somebody answers, in words (服务时间).", orderable=False)
    valid_from: auto = column("The first day (开始日期).")
    valid_to: auto = column("The last day; null while it has none (结束日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether it is offered today (是否可用).", filterable=True)
    def offered(row: Row) -> Criterion:
        return _offered_on(row)

    @row_filter("Only what is offered where this store is (门店可用).", input=IdOf("PioneerStore"), name="forStore")
    def for_store(row: Row, given: Any) -> Criterion:
        return offered_to(row, given)
