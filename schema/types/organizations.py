"""Organisations (组织)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Term

from core import models
from core.models.choices import OrganizationKind, OrganizationStatus
from schema.declare.fields import Connection, auto, column, computed, many, to_one, translated
from schema.declare.languages import LanguageArgument, label
from schema.declare.rows import Row
from schema.declare.types import model_type

if TYPE_CHECKING:
    from schema.types.activities import Activity, ActivityHost
    from schema.types.areas import Area
    from schema.types.places import Place
    from schema.types.programmes import Programme


@model_type(
    models.Organization,
    tag="or",
    area="area",
    organization="id",
    order_by=("name",),
    group_by=("kind", "status", "area"),
)
class Organization:
    """A body that hosts, operates, partners or employs (组织): government, company, social organisation, team."""

    kind: auto = column("The kind (类型).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    unified_social_credit_code: auto = column("The unified social credit code, 18 characters (统一社会信用代码).")
    parent: Organization | None = to_one("The organisation above (上级组织).")
    children: Connection[Organization] = many("The organisations right below (下级组织).")
    area: Area | None = to_one("The area where it is registered (所在区域).")
    status: auto = column("Whether it still works (状态).")
    operated_places: Connection[Place] = many("The places that it operates (运营的场所).")
    led_activities: Connection[Activity] = many("The activities that it leads (牵头的活动).", order_by=("starts_at",))
    led_programmes: Connection[Programme] = many("The programmes that it leads (牵头的计划).")
    hostings: Connection[ActivityHost] = many("Its parts as a host of activities (主办记录).", order_by=("id",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, OrganizationKind, lang)

    @computed(str, "The state's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, OrganizationStatus, lang)
