"""Operations ready to run, and figures for a front page."""

from __future__ import annotations

from linli import ExampleOperation, Figure, FigurePoints

_GROUP = "pidu_talent"

EXAMPLES = (
    ExampleOperation(
        "人才计划与班次",
        "Talent programmes with their window, series and cohorts",
        """query TalentProgrammes {
  talentProgrammes {
    nodes {
      brand startsOn endsOn running
      programme { name publishedAt leadOrganization { name } }
      extensions { nodes { previousEndsOn endsOn reason } }
      series { nodes { kindLabel series { name activities { totalCount } } } }
      partners { nodes { organization { name } collaboration stateLabel } }
      cohorts { nodes { name stateLabel capacity seatsTaken seatsFree } }
    }
  }
}""",
        group=_GROUP,
    ),
    ExampleOperation(
        "课程库和师资库",
        "The course library and the trainer pool",
        """query TalentLibrary {
  talentCourses(first: 20, where: {kind: {eq: PRACTICUM}}) {
    totalCount
    nodes { code title kindLabel minutes currentNumber versions { nodes { number title } } }
  }
  talentTrainers(where: {hasPlace: {eq: true}}) { nodes { name title expertise mentorCapacity menteesCount } }
}""",
        group=_GROUP,
    ),
    ExampleOperation(
        "按拼音搜索课程",
        "Search the libraries in characters or pinyin",
        """query SearchTalent($text: String!) {
  search(text: $text, types: [TALENT_COURSE, TALENT_TRAINER, TALENT_STUDIO]) {
    nodes { ... on TalentCourse { code title } ... on TalentTrainer { name } ... on TalentStudio { name } }
  }
}""",
        {"text": "jiceng"},
        _GROUP,
    ),
    ExampleOperation(
        "从需求到课程",
        "From problems to courses: objectives, and what serves them",
        """query TalentObjectives {
  talentCohorts {
    nodes {
      name
      objectives { nodes { title served courses { nodes { course { title } } } } }
    }
  }
}""",
        group=_GROUP,
    ),
    ExampleOperation(
        "急难愁盼与实践项目",
        "Pressing needs, and the practice projects that answer them",
        """query TalentNeeds {
  talentNeeds {
    nodes { title stateLabel raisedOn projects { nodes { project { title stateLabel result } } } }
  }
}""",
        group=_GROUP,
    ),
    ExampleOperation(
        "书记工作室日程",
        "What comes at secretary studios",
        """query TalentStudios {
  talentStudios(where: {open: {eq: true}}) {
    nodes {
      name
      host { name title }
      activities(first: 5, orderBy: [{startsAt: DESC}]) { nodes { title startsAt talentSession { kindLabel } } }
    }
  }
}""",
        group=_GROUP,
    ),
    ExampleOperation(
        "证书核验",
        "Verify a certificate by its code",
        """query VerifyTalentCertificate($code: String!) {
  talentProgrammes(certificateCode: $code) {
    nodes { brand certificate(code: $code) { state stateLabel holder title issuedAt revokedAt } }
  }
}""",
        {"code": "DEMO-0001"},
        _GROUP,
    ),
)

# All years that one report may be about, from the year in which the plan began.
_HOURS = """{
  piduTalentHoursByMonth(startsOn: "2024-01-01", endsOn: "2044-12-31") {
    rows { month theoryHours practicumHours hours }
  }
}"""


def _hours_of(kind: str, title_zh: str, title_en: str) -> Figure:
    rows = ("piduTalentHoursByMonth", "rows")
    return Figure(
        f"pidu_talent.{kind}_hours",
        title_zh,
        title_en,
        _HOURS,
        (*rows, f"{kind}Hours"),
        of=(*rows, "hours"),
        points=FigurePoints(rows, ("month",), (f"{kind}Hours",)),
    )


FIGURES = (
    _hours_of("theory", "理论学时", "Hours of theory, of all hours of training"),
    _hours_of("practicum", "实训学时", "Hours of practicum, of all hours of training"),
    Figure(
        "pidu_talent.courses",
        "在用课程",
        "Courses in the library",
        "{ talentCourses { totalCount } }",
        ("talentCourses", "totalCount"),
    ),
    Figure(
        "pidu_talent.trainers",
        "师资",
        "Trainers in the pool",
        "{ talentTrainers { totalCount } }",
        ("talentTrainers", "totalCount"),
    ),
    Figure(
        "pidu_talent.needs_answered",
        "已回应的急难愁盼",
        "Pressing needs answered",
        "{ talentNeeds(where: {state: {eq: ANSWERED}}) { totalCount } }",
        ("talentNeeds", "totalCount"),
    ),
)
