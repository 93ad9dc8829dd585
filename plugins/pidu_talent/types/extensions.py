"""What talent training adds to the core's types: sessions of activities, kinds of series, studios of places, …"""

from __future__ import annotations

from linli import Activity, Area, Connection, Person, Place, Programme, Series, extends, many, to_one
from plugins.pidu_talent.types.cohorts import TalentCohort
from plugins.pidu_talent.types.learning import TalentSession
from plugins.pidu_talent.types.library import TalentCourse, TalentMember, TalentTrainer
from plugins.pidu_talent.types.platform import TalentStudio
from plugins.pidu_talent.types.programmes import TalentProgramme, TalentSeries
from plugins.pidu_talent.types.projects import TalentNeed


@extends(Programme, since="0.1.0")
class ProgrammeTalent:
    """The talent programme that a programme is."""

    talent_programme: TalentProgramme | None = to_one(
        "The talent programme that it is; null for others (人才计划).", relation="pidu_talent_programme"
    )


@extends(Series, since="0.1.0")
class SeriesTalent:
    """What a series is to a talent programme."""

    talent_series: TalentSeries | None = to_one(
        "What it is to a talent programme; null for others (人才计划系列).", relation="pidu_talent_series"
    )


@extends(Activity, since="0.1.0")
class ActivityTalent:
    """The session that an activity is."""

    talent_session: TalentSession | None = to_one(
        "The session of a cohort that it is; null for others (课次).", relation="pidu_talent_session"
    )


@extends(Place, since="0.1.0")
class PlaceTalent:
    """The studio that a place is."""

    talent_studio: TalentStudio | None = to_one(
        "The secretary studio that it is; null for others (书记工作室).", relation="pidu_talent_studio"
    )


@extends(Person, since="0.1.0")
class PersonTalent:
    """What a person is to talent training."""

    talent_member: TalentMember | None = to_one(
        "The person in the member pool; null for others (成员).", relation="pidu_talent_member"
    )
    talent_trainer: TalentTrainer | None = to_one(
        "The person in the trainer pool; null for others (师资).", relation="pidu_talent_trainer"
    )


@extends(Area, since="0.1.0")
class AreaTalent:
    """The cohorts, the courses and the pressing needs of an area."""

    talent_cohorts: Connection[TalentCohort] = many(
        "Its cohorts (班次).", relation="pidu_talent_cohorts", order_by=("starts_on",)
    )
    talent_courses: Connection[TalentCourse] = many(
        "The courses of its library (课程).", relation="pidu_talent_courses", order_by=("code",)
    )
    talent_needs: Connection[TalentNeed] = many(
        "The pressing needs of its residents (急难愁盼).", relation="pidu_talent_needs", order_by=("-raised_on",)
    )
