"""Media (媒体) and credits (署名)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from core import models
from core.access import DRAFTS_READ
from core.models.choices import CreditRole, MediaKind
from schema.declare.fields import Connection, auto, column, computed, many, to_one
from schema.declare.languages import LanguageArgument, label
from schema.declare.rows import Row
from schema.declare.types import model_type

if TYPE_CHECKING:
    from core.access import Viewer
    from schema.types.activities import Activity
    from schema.types.places import Place


def with_consent(row: Row, viewer: Viewer) -> Criterion | None:
    """The public sees media with recorded consent, and none of an activity that it does not see."""
    shown = row.consent_recorded.eq(True) & (row.activity_id.isnull() | row.any("activity"))
    return row.unless_may(DRAFTS_READ, shown)


@model_type(
    models.Media,
    tag="md",
    area=("activity.area", "place.area"),
    organization=("activity.lead_organization", "place.operator"),
    place=("activity.place", "place"),
    order_by=("id",),
    rule=with_consent,
    group_by=("kind",),
)
class Media:
    """A picture, video, report or document (媒体)."""

    kind: auto = column("The kind (类型).")
    title: auto = column("The title (标题).")
    alternative_text: auto = column("What can be seen, for those who cannot see it (替代文字).")
    url: auto = column("Where it is (地址).", orderable=False)
    byte_size: auto = column("Its size in bytes (大小).")
    taken_at: auto = column("When it was taken or written (拍摄时间).")
    consent_recorded: auto = column("Whether those shown agreed to its publication (已获同意).")
    activity: Activity | None = to_one("The activity that it shows (活动).")
    place: Place | None = to_one("The place that it shows (场所).")
    credits: Connection[MediaCredit] = many("Who is credited, in order (署名).", order_by=("position",))
    created_at: auto = column("When the record was made.")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, MediaKind, lang)


@model_type(
    models.MediaCredit,
    tag="mc",
    area=("media.activity.area", "media.place.area"),
    organization=("media.activity.lead_organization", "media.place.operator"),
    place=("media.activity.place", "media.place"),
    order_by=("position",),
    follows="media",
)
class MediaCredit:
    """A credit line of a media item (署名), say the reporter (记者) or who provided the picture (供图)."""

    media: Media = to_one("The media item (媒体).")
    position: auto = column("Its place in the order of credits, from 1 (次序).")
    role: auto = column("What was done (角色).")
    name: auto = column("Who is credited (姓名或单位).")

    @computed(str, "The role's label (角色名称).")
    def role_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.role, CreditRole, lang)
