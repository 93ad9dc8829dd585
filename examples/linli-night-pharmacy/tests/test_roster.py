"""A roster is imported as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from linli.services import InputRefused
from linli.testing import Client, Town

from linli_night_pharmacy import roster
from linli_night_pharmacy.models import Duty

HEAD = "place,starts_at,ends_at,pharmacist,phone,services\n"


async def test_a_roster(client: Client, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(
        "\ufeff"
        + HEAD
        + f"pl_{town.store.id},2026-07-01 21:00,2026-07-02 07:00,演示药师甲,028-0000 0001,ADVICE DELIVERY\n"
        f"pl_{town.store.id},2026-07-02T13:00Z,2026-07-02T23:00Z,“演示药师乙”,028-0000 0001,\n",
        encoding="utf-8",
    )
    assert await roster.load(file) == 2
    question = "{ nightDuties { nodes { startsAt pharmacist services { totalCount } } } }"
    assert await client.anonymous.ask(question) == {
        "nightDuties": {
            "nodes": [
                {"startsAt": "2026-07-01T13:00:00+00:00", "pharmacist": "演示药师甲", "services": {"totalCount": 2}},
                {"startsAt": "2026-07-02T13:00:00+00:00", "pharmacist": "“演示药师乙”", "services": {"totalCount": 0}},
            ]
        }
    }


async def test_all_that_is_wrong_is_told_and_nothing_is_created(client: Client, town: Town, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    good = f"pl_{town.store.id},2026-07-01 21:00,2026-07-02 07:00,演示药师甲,028-0000 0001,ADVICE\n"
    other = f"pl_{town.library.id},2026-07-01 21:00,2026-07-02 07:00,演示药师甲,028-0000 0001,\n"
    wrong = f"{town.store.id},tonight,2026-07-02 07:00,演示药师甲,028-0000 0001,SINGING\n"
    file.write_text(HEAD + good + good + other + wrong, encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        await roster.load(file)
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [
        ("OVERLAP", ("line 3", "startsAt")),
        ("MODULE_NOT_ENABLED", ("line 4", "place")),
        ("INVALID_FORMAT", ("line 5", "place")),
        ("INVALID_FORMAT", ("line 5", "starts_at")),
        ("INVALID_FORMAT", ("line 5", "services")),
    ]
    assert not await Duty.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the first line is missing"),
        (b"place,pharmacist\n", "the first line is place,pharmacist, and must name the columns place,starts_at,"),
        (HEAD.encode() + b"a,b\n", "line 2: it does not have 6 fields"),
        (HEAD.encode() + b"a,b,c,d,e,f,g\n", "line 2: it does not have 6 fields"),
        (HEAD.encode() + b'"a\n', "cannot be read: unexpected end of data"),
        ("药房".encode("gbk"), "is not in UTF-8"),
    ],
)
async def test_what_is_no_roster(client: Client, tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(content)
    with pytest.raises(roster.RosterUnreadable) as caught:
        await roster.load(file)
    assert reason in caught.value.message


async def test_a_file_that_is_not_there(client: Client, tmp_path: Path) -> None:
    with pytest.raises(roster.RosterUnreadable, match=r"cannot be read: .*No such file"):
        await roster.load(tmp_path / "roster.csv")
