"""Mutations of the three libraries: courses, trainers, members."""

from __future__ import annotations

from linli import Reference
from plugins.pidu_talent import courses, pools
from plugins.pidu_talent.mutations.helping import Fields, changing, making
from plugins.pidu_talent.permissions import LIBRARY_WRITE, MEMBERS_WRITE

_AREA = Reference("The area (区域).", "Area")
_VERSION = {
    "title": "The title in Chinese (课程名称).",
    "kind": "Theory or practicum (培训形式).",
    "minutes": "How long it is, in minutes (时长).",
    "title_en": "The title in English (英文名称).",
    "summary": "What it is about (简介).",
}
_TRAINER: Fields = {
    "name": "The name in Chinese (姓名).",
    "name_en": "The name in English (英文姓名).",
    "title": "What the trainer is (职务).",
    "title_en": "The same in English (英文职务).",
    "expertise": "In what the trainer is expert (专长).",
    "organization_id": Reference("Where the trainer works (所在组织).", "Organization"),
    "mentor_capacity": "How many mentees at once; 0 for no mentor (帮带名额).",
}
_CATEGORIES = "The member's categories, at least one (成员类别)."
_MEMBER: Fields = {
    "organization_id": Reference("Where the member works (所在组织).", "Organization"),
    "position": "What the member does there (职务).",
}

LIBRARY_MUTATIONS = (
    making(
        "createTalentCourse",
        "Adds a course to the library (新建课程).",
        courses.NewCourse,
        {**_VERSION, "area_id": _AREA, "code": "A short code that never changes (课程编号)."},
        "course",
        "TalentCourse",
        courses.create,
        LIBRARY_WRITE,
    ),
    changing(
        "publishTalentCourseVersion",
        "Publishes another version of a course; sessions and certificates keep theirs (发布课程版本).",
        "TalentCourse",
        courses.publish_version,
        LIBRARY_WRITE,
        courses.NewVersion,
        _VERSION,
    ),
    changing(
        "retireTalentCourse", "Takes a course out of use (停用课程).", "TalentCourse", courses.retire, LIBRARY_WRITE
    ),
    making(
        "addTalentTrainer",
        "Adds a trainer to the pool (新增师资).",
        pools.NewTrainer,
        {
            **_TRAINER,
            "area_id": _AREA,
            "person_id": Reference("The person, who then sees the cohorts they work with (人员).", "Person"),
        },
        "trainer",
        "TalentTrainer",
        pools.add_trainer,
        LIBRARY_WRITE,
    ),
    changing(
        "updateTalentTrainer",
        "Changes what is given about a trainer (修改师资).",
        "TalentTrainer",
        pools.update_trainer,
        LIBRARY_WRITE,
        pools.TrainerChange,
        _TRAINER,
    ),
    changing(
        "retireTalentTrainer",
        "Lets a trainer leave the pool (师资退出).",
        "TalentTrainer",
        pools.retire_trainer,
        LIBRARY_WRITE,
    ),
    making(
        "addTalentMember",
        "Adds a person to the member pool (新增成员).",
        pools.NewMember,
        {
            **_MEMBER,
            "person_id": Reference("The person (人员).", "Person"),
            "area_id": _AREA,
            "categories": _CATEGORIES,
            "joined_on": "The first day in the pool; today by default (入库日期).",
        },
        "member",
        "TalentMember",
        pools.add_member,
        MEMBERS_WRITE,
    ),
    changing(
        "updateTalentMember",
        "Changes what is given about a member (修改成员).",
        "TalentMember",
        pools.update_member,
        MEMBERS_WRITE,
        pools.MemberChange,
        {**_MEMBER, "categories": _CATEGORIES},
    ),
    changing(
        "endTalentMembership",
        "Lets a member leave the pool (成员出库).",
        "TalentMember",
        pools.end_membership,
        MEMBERS_WRITE,
    ),
)
