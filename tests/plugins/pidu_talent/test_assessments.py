"""Assessments: who records them, who corrects them, and until when."""

from __future__ import annotations

from typing import Any

from core.access import Viewer
from linli.models import Person
from linli.testing import Client, fixed
from plugins.pidu_talent import assessments, enrollments
from plugins.pidu_talent.choices import TalentAssessmentPhase as Phase
from plugins.pidu_talent.models import Assessment, Member, Trainer
from plugins.pidu_talent.permissions import ASSESSMENTS_READ, ASSESSMENTS_WRITE
from tests.plugins.pidu_talent.camp import LATER, Camp, active, as_person, gid, problems_of, viewer_of

CORRECT = """mutation ($input: CorrectTalentAssessmentInput!) { correctTalentAssessment(input: $input) {
  assessment { score remark version } userErrors { code field }
} }"""


async def test_an_assessment_is_corrected_by_its_evaluator_until_the_enrolment_ends(camp: Camp, client: Client) -> None:
    row = await active(camp)
    evaluator, colleague = camp.trainers
    with as_person(evaluator), fixed(LATER):
        made = await assessments.record(
            assessments.NewAssessment(enrollment_id=row.id, phase=Phase.BEFORE, score=6, remark="很努力")
        )

    async def corrected(who: Viewer, **values: object) -> Any:
        given = {"id": gid("tas", made.id), **values}
        with fixed(LATER):
            answer: Any = await client.seen_by(who).ask(CORRECT, {"input": given})
        return answer["correctTalentAssessment"]

    for _ in range(2):
        assert await corrected(viewer_of(evaluator), score=60) == {
            "assessment": {"score": 60, "remark": "很努力", "version": 2},
            "userErrors": [],
        }
    stale = await corrected(viewer_of(evaluator), remark=None, expectedVersion=1)
    assert stale["userErrors"] == [{"code": "CONFLICT", "field": ["expectedVersion"]}]
    much = await corrected(viewer_of(evaluator), score=101)
    assert much["userErrors"] == [{"code": "OUT_OF_RANGE", "field": ["score"]}]
    # Neither the member nor another trainer, who both see it; nor a stranger, who does not.
    stranger = await Person.create(display_name="演示居民099")
    others: tuple[Member | Trainer | Person, ...] = (camp.members[0], colleague, stranger)
    for other in others:
        refused = await corrected(viewer_of(other), score=100)
        assert refused == {"assessment": None, "userErrors": [{"code": "NOT_FOUND", "field": ["id"]}]}
    writer = client.permitted(ASSESSMENTS_READ, ASSESSMENTS_WRITE, areas=[camp.town.pitong])
    with fixed(LATER):
        done: Any = await writer.ask(CORRECT, {"input": {"id": gid("tas", made.id), "remark": None}})
        assert done["correctTalentAssessment"]["assessment"] == {"score": 60, "remark": None, "version": 3}
        await enrollments.fail(row.id, enrollments.Ending(reason="缺课"))
    late = assessments.correct(made.id, assessments.Correction(score=90))
    assert await problems_of(late) == [("WRONG_STATE", "id")]
    assert (await Assessment.get(id=made.id)).score == 60
