"""Mentors have places, and a mentee has one mentor."""

from __future__ import annotations

import pytest
from tortoise.exceptions import IntegrityError

from linli.testing import fixed
from plugins.pidu_talent import cohorts, enrollments, mentorships, pools
from plugins.pidu_talent.choices import TalentMentorshipState as S
from plugins.pidu_talent.models import CohortTrainer, MentorLog, Mentorship, Trainer
from tests.plugins.pidu_talent.camp import LATER, NOW, Camp, active, as_person, asked, date, problems_of


async def mentees(camp: Camp) -> list[int]:
    return [(await Trainer.get(id=trainer.id)).mentees_count for trainer in camp.trainers]


async def test_the_first_acceptance_cancels_the_other_requests(camp: Camp) -> None:
    row, other = await active(camp, 1), await active(camp, 2)
    to_first, to_second, of_other = [
        await asked(camp, row, 0),
        await asked(camp, row, 1),
        await asked(camp, other, 1),
    ]
    with as_person(camp.trainers[1]):
        assert await problems_of(mentorships.accept(to_first.id)) == [("NOT_FOUND", "id")]
    with as_person(camp.trainers[0]), fixed(NOW):
        accepted = await mentorships.accept(to_first.id)
    assert accepted.state is S.ACCEPTED
    cancelled = await Mentorship.get(id=to_second.id)
    assert (cancelled.state, cancelled.superseded_by_id, cancelled.ended_on) == (  # type: ignore[attr-defined]  # a column
        S.DECLINED,
        accepted.id,
        date(2024, 8, 10),
    )
    assert (await Mentorship.get(id=of_other.id)).state is S.PROPOSED
    assert await problems_of(mentorships.accept(to_second.id)) == [("WRONG_STATE", "id")]
    assert await mentees(camp) == [1, 0]
    new = mentorships.NewMentorship(enrollment_id=row.id, mentor_id=camp.trainers[1].id)
    assert await problems_of(mentorships.propose(new)) == [("WRONG_STATE", "enrollmentId")]


async def test_accepting_beyond_the_capacity_fails(camp: Camp) -> None:
    first, second = [await asked(camp, await active(camp, number), 0) for number in (1, 2)]
    await mentorships.accept(first.id)
    assert await problems_of(mentorships.accept(second.id)) == [("MENTOR_FULL", "id")]
    assert await mentees(camp) == [1, 0]
    with pytest.raises(IntegrityError, match="pidu_talent_trainer_within_capacity"):
        await Trainer.filter(id=camp.trainers[0].id).update(mentees_count=2)
    less = pools.TrainerChange(mentor_capacity=0)
    assert await problems_of(pools.update_trainer(camp.trainers[0].id, less)) == [("OUT_OF_RANGE", "mentorCapacity")]
    # Once the first has ended, there is a place again.
    with as_person(camp.members[0]), fixed(NOW):
        await mentorships.end(first.id, mentorships.Refusal(reason="调岗"))
    assert await problems_of(mentorships.accept(second.id)) == []
    assert await mentees(camp) == [1, 0]


async def test_from_the_request_to_completion_with_logs(camp: Camp) -> None:
    row = await asked(camp, await active(camp), 0)
    entry = mentorships.NewLog(day=date(2024, 8, 10), minutes=60, text="一起走访（演示）")
    assert await problems_of(mentorships.log(row.id, entry)) == [("WRONG_STATE", "id")]
    with as_person(camp.trainers[0]), fixed(NOW):
        await mentorships.accept(row.id)
        await mentorships.start(row.id)
        await mentorships.log(row.id, entry)
    early = mentorships.NewLog(day=date(2024, 8, 9), minutes=0, text=" ")
    assert await problems_of(mentorships.log(row.id, early)) == [
        ("TOO_EARLY", "day"),
        ("OUT_OF_RANGE", "minutes"),
        ("REQUIRED", "text"),
    ]
    with as_person(camp.members[0]):
        assert await problems_of(mentorships.log(row.id, entry)) == [("NOT_FOUND", "id")]
    assert await MentorLog.all().values_list("minutes", "text") == [(60, "一起走访（演示）")]
    with fixed(LATER):
        assert (await mentorships.complete(row.id)).state is S.COMPLETED
    assert await mentees(camp) == [0, 0]


async def test_who_is_asked_and_who_asks(camp: Camp) -> None:
    row = await active(camp)
    stranger = await pools.add_trainer(
        pools.NewTrainer(area_id=camp.town.pitong.id, name="示例导师丙", mentor_capacity=3)
    )
    new = mentorships.NewMentorship(enrollment_id=row.id, mentor_id=stranger.id)
    assert await problems_of(mentorships.propose(new)) == [("NOT_ALLOWED", "mentorId")]
    mine = mentorships.NewMentorship(enrollment_id=row.id, mentor_id=camp.trainers[0].id)
    with as_person(camp.members[1]):
        assert await problems_of(mentorships.propose(mine)) == [("NOT_FOUND", "enrollmentId")]
    with as_person(camp.members[0]):
        assert await problems_of(mentorships.propose(mine)) == []
        assert await problems_of(mentorships.propose(mine)) == [("DUPLICATE", "mentorId")]
    request = await Mentorship.get(mentor_id=camp.trainers[0].id)
    with as_person(camp.trainers[0]), fixed(NOW):
        assert (await mentorships.decline(request.id, mentorships.Refusal(reason="名额已满"))).state is S.DECLINED


async def test_who_withdraws_frees_the_mentor(camp: Camp) -> None:
    row = await active(camp)
    held, open_one = await asked(camp, row, 0), await asked(camp, row, 1)
    await mentorships.accept(held.id)
    link = await CohortTrainer.get(trainer_id=camp.trainers[0].id)
    assert await problems_of(cohorts.remove_trainer(link.id)) == [("WRONG_STATE", "id")]
    assert await problems_of(pools.retire_trainer(camp.trainers[0].id)) == [("WRONG_STATE", "id")]
    with fixed(NOW):
        await enrollments.withdraw(row.id, enrollments.Ending(reason="调离"))
    assert (await Mentorship.get(id=held.id)).state is S.ENDED
    assert (await Mentorship.get(id=open_one.id)).state is S.DECLINED
    assert await mentees(camp) == [0, 0]
    assert await problems_of(cohorts.remove_trainer(link.id)) == []
