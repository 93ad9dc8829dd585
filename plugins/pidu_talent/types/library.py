"""The course library (课程库) and the trainer pool (师资库), which are public, and the member pool (成员库)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Area,
    Connection,
    LanguageArgument,
    Organization,
    Person,
    Private,
    Row,
    Viewer,
    auto,
    column,
    computed,
    label,
    many,
    mask_name,
    model_type,
    to_one,
    translated,
    values,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentMemberCategory, TalentSessionKind
from plugins.pidu_talent.permissions import LIBRARY_WRITE, MEMBER_NAMES, MEMBERS_READ

if TYPE_CHECKING:
    from plugins.pidu_talent.types.cohorts import TalentCohortTrainer, TalentEnrollment
    from plugins.pidu_talent.types.learning import TalentSession
    from plugins.pidu_talent.types.needs import TalentObjectiveCourse


def in_use(row: Row, viewer: Viewer) -> Criterion | None:
    """The public does not see what was retired."""
    return row.unless_may(LIBRARY_WRITE, row.retired_on.isnull())


@model_type(
    models.Course,
    tag=tags.COURSE,
    area="area",
    order_by=("code",),
    rule=in_use,
    group_by=("kind", "area"),
    since="0.1.0",
)
class TalentCourse:
    """A course of the library (课程), as its current version is."""

    area: Area = to_one("The area whose library it is in (区域).")
    code: auto = column("A short code that never changes (课程编号).")
    title: auto = translated("The title (课程名称).")
    title_en: auto = column("The title in English; null where there is none (英文名称).")
    kind: auto = column("Theory or practicum (培训形式).")
    minutes: auto = column("How long it is, in minutes (时长).")
    current_number: auto = column("The number of the current version (现行版本号).")
    retired_on: auto = column("The day on which it was retired; null while it is in use (停用日期).")
    versions: Connection[TalentCourseVersion] = many("All versions, in order (版本).", order_by=("number",))
    objectives: Connection[TalentObjectiveCourse] = many("The objectives that it serves (培训目标).", order_by=("id",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The kind's label (培训形式名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, TalentSessionKind, lang)


@model_type(models.CourseVersion, tag=tags.COURSE_VERSION, area="course.area", order_by=("number",), since="0.1.0")
class TalentCourseVersion:
    """A version of a course (课程版本). It never changes: sessions and certificates keep theirs."""

    course: TalentCourse | None = to_one("The course; null for the public once it was retired (课程).")
    number: auto = column("The number of the version, from 1 (版本号).")
    title: auto = translated("The title (课程名称).")
    title_en: auto = column("The title in English; null where there is none (英文名称).")
    summary: auto = column("What it is about (简介).", orderable=False)
    kind: auto = column("Theory or practicum (培训形式).")
    minutes: auto = column("How long it is, in minutes (时长).")
    created_at: auto = column("When it was published.")

    @computed(bool, "Whether it is the current version (是否现行).", filterable=True)
    def current(row: Row) -> Criterion:
        return row.related("course", lambda course: course.current_number == row.number, visible=False)[1].exists()


@model_type(
    models.Trainer,
    tag=tags.TRAINER,
    area="area",
    organization="organization",
    order_by=("name",),
    rule=in_use,
    group_by=("area", "organization"),
    since="0.1.0",
)
class TalentTrainer:
    """A trainer or mentor of the pool (师资). Trainers work in public, under their names."""

    area: Area = to_one("The area whose pool it is (区域).")
    person: Person | None = to_one("The person, for those who may see people (人员).")
    name: auto = translated("The name (姓名).")
    name_en: auto = column("The name in English; null where there is none (英文姓名).")
    title: auto = translated("What the trainer is (职务).", orderable=False)
    title_en: auto = column("The same in English; null where there is none (英文职务).", orderable=False)
    expertise: auto = column("In what the trainer is expert (专长).", orderable=False)
    organization: Organization | None = to_one("Where the trainer works (所在组织).")
    mentor_capacity: auto = column("How many mentees at once; 0 for no mentor (帮带名额).")
    mentees_count: auto = column("How many mentees the mentor has (已帮带人数).")
    retired_on: auto = column("The day on which the trainer left the pool (退出日期).")
    cohorts: Connection[TalentCohortTrainer] = many("The cohorts that the trainer works with (班次).", order_by=("id",))
    sessions: Connection[TalentSession] = many("The sessions that the trainer holds (课次).", order_by=("id",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether the mentor has a place for another mentee (是否有帮带名额).", filterable=True)
    def has_place(row: Row) -> Criterion:
        return row.mentees_count < row.mentor_capacity


@model_type(
    models.Member,
    tag=tags.MEMBER,
    area="area",
    organization="organization",
    own=("person", "enrollments.cohort.trainers.trainer.person"),
    order_by=("id",),
    requires=MEMBERS_READ,
    group_by=("area", "organization"),
    since="0.1.0",
)
class TalentMember:
    """A member of the pool (成员). Seen by the member, by the trainers of their cohorts, and with a permission."""

    person: Person | None = to_one("The person, for those who may see people (人员).")
    area: Area = to_one("The area whose pool it is (区域).")
    name: auto = column(
        "The name; masked as `张**` without the permission `pidu_talent.member_names`, but for members themselves and "
        "the trainers of their cohorts (姓名).",
        private=Private(MEMBER_NAMES, mask_name),
    )
    categories: list[TalentMemberCategory] = values(
        "The member's categories (成员类别).", relation="categories.category"
    )
    organization: Organization | None = to_one("Where the member works (所在组织).")
    position: auto = column("What the member does there (职务).", orderable=False)
    joined_on: auto = column("The first day in the pool (入库日期).")
    left_on: auto = column("The last day in the pool; null while it goes on (出库日期).")
    enrollments: Connection[TalentEnrollment] = many("The member's enrolments (参训记录).", order_by=("applied_at",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")
