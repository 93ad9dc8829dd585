"""Programmes with their window, the three libraries, and how they are found."""

from __future__ import annotations

import pytest
from tortoise.exceptions import IntegrityError

from linli.models import Programme, ProgrammeStatus, Series
from linli.testing import Client, fixed
from plugins.pidu_talent import courses, pools, programmes
from plugins.pidu_talent.choices import TalentSeriesKind
from plugins.pidu_talent.models import CourseVersion, Extension
from tests.plugins.pidu_talent.camp import (
    BEGINS,
    CADRE,
    ENDS,
    NOW,
    TALENT,
    THEORY,
    Camp,
    a_member,
    date,
    gid,
    problems_of,
)


async def another_programme(camp: Camp) -> Programme:
    return await Programme.create(
        code="two", name="另一计划", area=camp.town.pitong, lead_organization=camp.town.office
    )


async def test_the_window_is_a_year_and_an_extension_is_logged(camp: Camp, client: Client) -> None:
    assert (camp.programme.starts_on, camp.programme.ends_on) == (BEGINS, ENDS)
    core = await Programme.create(
        code="two", name="另一计划", area=camp.town.pitong, lead_organization=camp.town.office
    )
    new = programmes.NewTalentProgramme(programme_id=core.id, brand="另一", starts_on=BEGINS, ends_on=date(2025, 8, 1))
    assert await problems_of(programmes.create(new)) == [("OUT_OF_RANGE", "endsOn")]
    again = programmes.NewTalentProgramme(programme_id=camp.programme.programme_id, brand="再", starts_on=BEGINS)
    assert await problems_of(programmes.create(again)) == [("DUPLICATE", "programmeId")]
    same = programmes.NewExtension(ends_on=ENDS, reason="疫情")
    assert await problems_of(programmes.extend(camp.programme.id, same)) == [("NOT_LATER", "endsOn")]
    extended = await programmes.extend(
        camp.programme.id, programmes.NewExtension(ends_on=date(2025, 10, 31), reason="补课")
    )
    assert extended.ends_on == date(2025, 10, 31)
    assert (await Programme.get(id=camp.programme.programme_id)).ends_on == date(2025, 10, 31)
    question = "{ talentProgrammes { nodes { endsOn extensions { nodes { previousEndsOn endsOn reason } } } } }"
    assert (await client.anonymous.ask(question))["talentProgrammes"]["nodes"] == [
        {
            "endsOn": "2025-10-31",
            "extensions": {"nodes": [{"previousEndsOn": "2025-07-31", "endsOn": "2025-10-31", "reason": "补课"}]},
        }
    ]
    with pytest.raises(IntegrityError, match="pidu_talent_extension_unchanging"):
        await Extension.all().update(reason="别的")


async def test_a_draft_is_seen_once_it_is_published(camp: Camp, client: Client) -> None:
    core = await Programme.create(
        code="two", name="另一计划", area=camp.town.pitong, lead_organization=camp.town.office
    )
    row = await programmes.create(programmes.NewTalentProgramme(programme_id=core.id, brand="另一", starts_on=BEGINS))
    question = "{ talentProgrammes(orderBy: [{brand: ASC}]) { nodes { brand } } }"
    assert (await client.anonymous.ask(question))["talentProgrammes"]["nodes"] == [{"brand": "筒创营"}]
    publish = """mutation ($id: ID!) { publishTalentProgramme(input: {id: $id}) {
      programme { programme { status } } userErrors { code } } }"""
    variables = {"id": gid("tpr", row.id)}
    office = client.permitted("pidu_talent.programmes_write", "drafts.read", areas=[camp.town.pitong])
    assert (await office.ask(publish, variables))["publishTalentProgramme"] == {
        "programme": {"programme": {"status": "PUBLISHED"}},
        "userErrors": [],
    }
    assert len((await client.anonymous.ask(question))["talentProgrammes"]["nodes"]) == 2
    assert (await Programme.get(id=core.id)).status is ProgrammeStatus.PUBLISHED
    assert await problems_of(programmes.publish(row.id)) == [("WRONG_STATE", "id")]


async def test_the_three_series_and_partners(camp: Camp, client: Client) -> None:
    names = ("村/社那些事", "书记说郫筒", "社区运营官带你游")
    for name, kind in zip(names, TalentSeriesKind, strict=True):
        series = await Series.create(code=kind.value.lower(), name=name, area=camp.town.pitong)
        await programmes.add_series(camp.programme.id, programmes.NewSeries(series_id=series.id, kind=kind))
    partner = await programmes.add_partner(
        camp.programme.id,
        programmes.NewPartner(organization_id=camp.town.office.id, collaboration="共同培养社工"),
    )
    question = """{ talentProgrammes { nodes {
      series { nodes { kind series { name } } } partners { nodes { stateLabel(lang: EN) collaboration } } } } }"""
    (node,) = (await client.anonymous.ask(question))["talentProgrammes"]["nodes"]
    told = {one["series"]["name"]: one["kind"] for one in node["series"]["nodes"]}
    assert told == dict(zip(names, ("CASE", "TALK", "FIELD_VISIT"), strict=True))
    assert node["partners"]["nodes"] == [{"stateLabel": "Planned", "collaboration": "共同培养社工"}]
    with fixed(NOW):
        await programmes.start_partner(partner.id, programmes.PartnerDay())
        early = programmes.PartnerDay(on=date(2024, 8, 1))
        assert await problems_of(programmes.end_partner(partner.id, early)) == [("ENDS_BEFORE_START", "on")]
        assert (await programmes.end_partner(partner.id, programmes.PartnerDay())).ended_on == date(2024, 8, 10)


async def test_courses_have_versions_and_are_found_in_chinese_and_pinyin(camp: Camp, client: Client) -> None:
    new = courses.NewCourse(area_id=camp.town.pitong.id, code="T1", title="居民议事", kind=THEORY, minutes=90)
    course = await courses.create(new)
    assert await problems_of(courses.create(new)) == [("DUPLICATE", "code")]
    course = await courses.publish_version(course.id, courses.NewVersion(title="民主协商", kind=THEORY, minutes=60))
    assert (course.title, course.minutes, course.current_number) == ("民主协商", 60, 2)
    assert await CourseVersion.all().order_by("number").values_list("title", "minutes") == [
        ("居民议事", 90),
        ("民主协商", 60),
    ]
    await a_member(camp.town, 7, CADRE, TALENT)
    question = """query ($text: String!) { search(text: $text, types: [TALENT_COURSE, TALENT_TRAINER, TALENT_MEMBER]) {
      nodes { ... on TalentCourse { title } ... on TalentTrainer { name } ... on TalentMember { name } } } }"""

    async def found(text: str, asker: Client = client) -> list[str]:
        nodes = (await asker.ask(question, {"text": text}))["search"]["nodes"]
        return sorted(value for node in nodes for value in node.values())

    assert await found("协商") == await found("xieshang") == await found("mzxs") == ["民主协商"]
    assert await found("议事") == []
    assert await found("书记") == await found("shuji") == ["示例书记乙", "示例书记甲"]
    assert await found("学员007") == ["演示学员007"]
    # Nobody finds a member by a name that they may not see.
    asker = client.permitted("pidu_talent.members_read")
    assert (await asker.refusal(question, {"text": "学员007"}))[0] == "FORBIDDEN"
    with fixed(NOW):
        await courses.retire(course.id)
    public = '{ search(text: "协商", types: [TALENT_COURSE]) { totalCount } }'
    assert await client.anonymous.ask(public) == {"search": {"totalCount": 0}}


async def test_the_member_pool_has_categories(camp: Camp, client: Client) -> None:
    member = await a_member(camp.town, 7, CADRE, TALENT)
    question = """{ talentMembers(where: {categories: {some: {eq: SOCIAL_WORK_TALENT}}}) {
      nodes { name categories } } }"""
    answer = await client.ask(question)
    assert answer["talentMembers"]["nodes"] == [
        {"name": "演示学员007", "categories": ["RESERVE_CADRE", "SOCIAL_WORK_TALENT"]}
    ]
    change = pools.MemberChange(categories=[])
    assert await problems_of(pools.update_member(member.id, change)) == [("REQUIRED", "categories")]
    await pools.update_member(member.id, pools.MemberChange(categories=[CADRE], position="网格长"))
    assert (await client.ask(question))["talentMembers"]["nodes"] == []
    again = pools.NewMember(person_id=member.person_id, area_id=camp.town.pitong.id, categories=[CADRE])
    assert await problems_of(pools.add_member(again)) == [("DUPLICATE", "personId")]
    await pools.end_membership(member.id)
    assert await problems_of(pools.end_membership(member.id)) == [("WRONG_STATE", "id")]
