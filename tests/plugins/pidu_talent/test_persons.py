"""What is held of persons: exported, erased, kept no longer than need be; and two records of one person."""

from __future__ import annotations

import datetime

from core import retention
from core.persons import erasure, merging
from core.persons.export import export
from core.persons.held import pseudonym
from linli.models import Person
from linli.testing import Client, fixed
from plugins.pidu_talent import assessments, certificates, enrollments, exchanges, mentorships, studios
from plugins.pidu_talent.choices import TalentAssessmentPhase, TalentExchangeState
from plugins.pidu_talent.models import (
    Assessment,
    Attendance,
    Certificate,
    Cohort,
    CohortTrainer,
    Enrollment,
    Exchange,
    Member,
    MentorLog,
    Mentorship,
    Studio,
    Trainer,
)
from tests.plugins.pidu_talent.camp import (
    LATER,
    NOW,
    PRACTICUM,
    THEORY,
    Camp,
    a_member,
    a_session,
    active,
    as_person,
    asked,
    attend,
    completed,
    date,
)


async def a_story(camp: Camp) -> Enrollment:
    """A member of whom there is everything."""
    with fixed(NOW):
        row = await enrollments.apply(
            enrollments.Application(cohort_id=camp.cohort.id, member_id=camp.members[0].id, statement="想学")
        )
        await enrollments.withdraw(row.id, enrollments.Ending(reason="改期"))
    row = await completed_with_mentor(camp)
    with fixed(LATER):
        certificate = await certificates.issue(row.id)
        await certificates.revoke(certificate.id, certificates.Revocation(reason="演示学员001改名"))
        await certificates.issue(row.id)
    return row


async def completed_with_mentor(camp: Camp) -> Enrollment:
    row = await active(camp)
    mentorship = await asked(camp, row, 0)
    new = assessments.NewAssessment(enrollment_id=row.id, phase=TalentAssessmentPhase.BEFORE, score=60, remark="很努力")
    with as_person(camp.trainers[0]), fixed(NOW):
        await mentorships.accept(mentorship.id)
        await mentorships.start(mentorship.id)
        await mentorships.log(mentorship.id, mentorships.NewLog(day=date(2024, 8, 10), minutes=30, text="走访"))
        await assessments.record(new)
    with as_person(camp.members[0]), fixed(NOW):
        await exchanges.submit(exchanges.NewExchange(cohort_id=camp.cohort.id, title="心得", text="我的心得"))
    await attend(await a_session(camp, THEORY, date(2024, 9, 1)), row)
    await attend(await a_session(camp, PRACTICUM, date(2024, 9, 2)), row)
    with fixed(LATER):
        return await enrollments.complete(row.id)


async def test_whoever_is_erased_takes_no_seat_and_no_mentor_s_place(camp: Camp) -> None:
    learner, other = await active(camp, 1), await active(camp, 2)
    kept, requested = await asked(camp, learner, 0), await asked(camp, other, 1)
    studio = await studios.create(
        studios.NewStudio(place_id=camp.town.library.id, name="书记工作室", host_id=camp.trainers[1].id)
    )
    with fixed(NOW):
        await mentorships.accept(kept.id)
        await mentorships.accept(requested.id)
    with fixed(LATER):
        for who in (camp.members[0], camp.trainers[1]):
            assert who.person_id is not None
            await erasure.erase(erasure.PersonToErase(person_id=who.person_id, purpose="本人申请"))
    await learner.refresh_from_db()
    assert (learner.state, learner.ended_on, learner.end_reason) == ("WITHDRAWN", date(2024, 12, 1), None)
    assert (await Cohort.get(id=camp.cohort.id)).seats_taken == 1
    assert (await Member.get(id=camp.members[0].id)).left_on == date(2024, 12, 1)
    assert [(row.state, row.ended_on) for row in await Mentorship.all().order_by("id")] == [
        ("ENDED", date(2024, 12, 1)),
        ("ENDED", date(2024, 12, 1)),
    ]
    assert [row.mentees_count for row in await Trainer.all()] == [0, 0]
    assert (await Studio.get(id=studio.id)).host_id is None  # type: ignore[attr-defined]  # a column
    # The mentee who is left finds another.
    with fixed(LATER):
        assert (await asked(camp, other, 0)).state == "PROPOSED"


async def test_a_member_is_exported_and_erased(camp: Camp, client: Client) -> None:
    await a_story(camp)
    await Mentorship.all().update(goal="学会走访")
    member = camp.members[0]
    held = (await export(member.person_id, "本人申请"))["data"]
    first, second = held["pidu_talent.member"]["enrollments"]
    assert (held["pidu_talent.member"]["name"], first["statement"], first["state"]) == (
        "演示学员001",
        "想学",
        "WITHDRAWN",
    )
    assert [one["minutes"] for one in second["attendance"]] == [120, 120]
    assert second["assessments"][0]["remark"] == "很努力"
    assert second["mentor_logs"][0]["text"] == "走访"
    assert first["end_reason"] == "改期"
    assert [(one["mentor__name"], one["state"], one["goal"]) for one in second["mentorships"]] == [
        ("示例书记甲", "COMPLETED", "学会走访")
    ]
    assert [(one["state"], one["holder_name"], one["revoke_reason"]) for one in second["certificates"]] == [
        ("REVOKED", "演示学员001", "演示学员001改名"),
        ("ISSUED", "演示学员001", None),
    ]
    assert held["pidu_talent.writings"]["exchanges"][0]["text"] == "我的心得"
    assert held["pidu_talent.trainer"] is None
    before = await client.ask("{ pidu_talent: talentEnrollments { nodes { progress { theoryMinutes complete } } } }")
    with fixed(LATER):
        await erasure.erase(erasure.PersonToErase(person_id=member.person_id, purpose="本人申请"))
    # Nothing that tells who it was is left, and everything that is counted is.
    assert await Member.filter(id=member.id).values_list("name", "position") == [(pseudonym(member.person_id), None)]
    assert await Enrollment.all().values_list("statement", "end_reason") == [(None, None)] * 2
    assert await MentorLog.all().values_list("text", "minutes") == [(None, 30)]
    assert await Assessment.all().values_list("remark", "score") == [(None, 60)]
    assert await Attendance.all().count() == 2
    assert await Certificate.all().order_by("id").values_list("holder_name", "revoke_reason") == [
        (None, "（已删除）"),
        (None, None),
    ]
    assert await Exchange.all().values_list("text", "state") == [("（已删除）", TalentExchangeState.WITHDRAWN)]
    code = (await Certificate.get(state="ISSUED")).code
    page = (await client.http.get(f"/plugins/pidu_talent/certificates/{code}")).text
    assert "（已注销）Erased" in page
    document = (await client.http.get(f"/plugins/pidu_talent/certificates/{code}.json")).json()
    assert "identifier" not in document["credentialSubject"]
    after = await client.ask("{ pidu_talent: talentEnrollments { nodes { progress { theoryMinutes complete } } } }")
    assert after == before
    found = await client.ask('{ search(text: "演示学员001", types: [TALENT_MEMBER]) { totalCount } }')
    assert found == {"search": {"totalCount": 0}}


async def test_a_trainer_is_exported_and_erased(camp: Camp, client: Client) -> None:
    await completed(camp)
    trainer = camp.trainers[0]
    assert trainer.person_id is not None
    held = (await export(trainer.person_id, "本人申请"))["data"]["pidu_talent.trainer"]
    assert (held["name"], held["cohorts"], held["mentor_capacity"]) == ("示例书记甲", ["第一期"], 1)
    with fixed(LATER):
        await erasure.erase(erasure.PersonToErase(person_id=trainer.person_id, purpose="本人申请"))
    row = await Trainer.get(id=trainer.id)
    assert (row.name, row.title, row.retired_on) == ("（已删除）", None, date(2024, 12, 1))
    assert not await CohortTrainer.exists(trainer_id=trainer.id)


async def test_texts_are_kept_for_some_years(camp: Camp) -> None:
    await a_story(camp)
    with fixed(LATER + datetime.timedelta(days=4 * 365)):
        due = {one.rule.name: one.rows for one in await retention.due() if one.rule.name.startswith("pidu")}
        assert due == {
            "pidu_talent.statements": 1,
            "pidu_talent.mentor_logs": 1,
            "pidu_talent.remarks": 1,
            "pidu_talent.exchanges": 0,
        }


async def test_two_records_of_one_person_become_one(camp: Camp, client: Client) -> None:
    row = await completed(camp)
    member, told = camp.members[0], '{ search(text: "%s", types: [TALENT_MEMBER]) { totalCount } }'

    async def found(name: str) -> int:
        return int((await client.ask(told % name))["search"]["totalCount"])

    # Wherever the other record lives: the district of its area need not have the module.
    other = await Person.create(display_name="演示改名者", area=camp.town.xihua)
    merge = await merging.merge(merging.PersonsToMerge(keep_id=other.id, merge_id=member.person_id, purpose="同一人"))
    assert await Member.filter(id=member.id).values_list("person_id", "name") == [(other.id, "演示改名者")]
    assert [await found(name) for name in ("演示学员001", "改名", "yanshigaimingzhe")] == [0, 1, 1]
    assert (await Enrollment.get(id=row.id)).member_id == member.id
    await merging.undo(merge.id)
    assert await Member.filter(id=member.id).values_list("person_id", "name") == [(member.person_id, "演示学员001")]
    assert [await found(name) for name in ("演示学员001", "改名")] == [1, 0]
    assert (await a_member(camp.town, 30)).name == "演示学员030"


async def test_a_member_has_the_name_of_the_person(camp: Camp) -> None:
    member = camp.members[0]
    await Person.filter(id=member.person_id).update(display_name="演示新名")
    assert (await Member.get(id=member.id)).name == "演示新名"
    await Member.filter(id=member.id).update(name="别的名字")
    assert (await Member.get(id=member.id)).name == "演示新名"
