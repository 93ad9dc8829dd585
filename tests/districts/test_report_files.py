"""Reports as files over HTTP: the same rows as in GraphQL, under the same rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from core.clock import fixed
from schema.http.reports import is_report
from tests.districts.conftest import START, Worker, gid
from tests.schema.http.client import Reply

CSV, XLSX = "/reports/lamps.by_state.csv", "/reports/lamps.by_state.xlsx"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with fixed(START):
        yield


def rows_of(reply: Reply) -> list[list[Any]]:
    assert reply.status == 200, reply.body
    if reply.headers["content-type"] == "text/csv; charset=utf-8":
        return list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")))
    assert reply.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sheet = load_workbook(io.BytesIO(reply.body)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


async def test_files_have_the_rows_of_graphql(worker: Worker) -> None:
    for district, parameters in (("", ""), ("", f"area={gid('ar', 200)}"), ("/jinniu", "")):
        await same_rows(worker, district, parameters)


async def test_a_file_for_everybody(worker: Worker) -> None:
    for path in ("/reports/lamps.in_all.csv", "/jinniu/reports/lamps.in_all.csv"):
        assert rows_of(await worker.get(path)) == [["灯数"], ["4"]]
    assert (await worker.get("/reports/lamps.in_all.csv", token="nobody's")).status == 401


async def same_rows(worker: Worker, district: str, parameters: str) -> None:
    argument = f'(areaId: "{gid("ar", 200)}")' if parameters else ""
    query = f"{{ lampsByState{argument} {{ columns {{ title }} rows {{ stateLabel lamps half price day at }} }} }}"
    told = (await worker.ask(district[1:], query, admin=True))["lampsByState"]
    titles = [column["title"] for column in told["columns"]]
    assert len(told["rows"]) == 2

    as_csv = rows_of(await worker.get(f"{district}{CSV}", parameters, token="admin"))
    assert as_csv == [
        titles,
        *(["" if value is None else str(value) for value in row.values()] for row in told["rows"]),
    ]
    as_xlsx = rows_of(await worker.get(f"{district}{XLSX}", parameters, token="admin"))
    assert as_xlsx[0] == titles
    for row, cells in zip(told["rows"], as_xlsx[1:], strict=True):
        label, lamps, half, price, day, at = cells
        assert [label, lamps, half, f"{price:.2f}", day.date().isoformat(), at] == list(row.values())


async def test_languages_and_names_of_files(worker: Worker) -> None:
    chinese = await worker.get(f"/jinniu{CSV}", "as_of=2024-01-02", token="admin")
    assert rows_of(chinese)[1] == ["坏", "1", "0.5", "12.50", "2024-01-02", ""]
    assert chinese.headers["content-language"] == "zh"
    assert chinese.headers["cache-control"] == "no-store"
    ascii_name, _, encoded = chinese.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert ascii_name == 'attachment; filename="Lamps by state jinniu 2024-01-02.csv"'
    assert unquote(encoded) == "路灯状态 jinniu 2024-01-02.csv"
    header = ((b"accept-language", b"en"),)
    for english in (
        await worker.get(XLSX, "lang=en", token="admin"),
        await worker.get(XLSX, token="admin", headers=header),
    ):
        assert rows_of(english)[0] == ["State", "Lamps", "Half", "Price", "Day", "At"]
        assert unquote(english.headers["content-disposition"]).endswith("''Lamps by state 2024-07-10.xlsx")


REFUSALS: list[tuple[str, str, str | None, int, str, str | None]] = [
    (
        CSV,
        "",
        None,
        401,
        "UNAUTHENTICATED",
        "The report lamps.by_state needs the permission 'lamps.reports_read'. Send a bearer token that has it.",
    ),
    (CSV, "", "nobody's", 401, "UNAUTHENTICATED", "The token in the header Authorization is not valid."),
    (CSV, "", "other", 403, "FORBIDDEN", "The report lamps.by_state needs the permission 'lamps.reports_read'."),
    (
        "/reports/lamps.none.csv",
        "",
        "admin",
        404,
        "NOT_FOUND",
        "There is no report 'lamps.none' here. GraphQL's field `reports` lists them.",
    ),
    (
        f"/pidu{CSV}",
        "",
        "admin",
        404,
        "NOT_FOUND",
        "There is no report 'lamps.by_state' here. GraphQL's field `reports` lists them.",
    ),
    (
        f"/wuhou{CSV}",
        "",
        "admin",
        404,
        "NOT_FOUND",
        "There is no district 'wuhou'. GraphQL of the whole city is at /graphql.",
    ),
    (
        CSV,
        "from=1.1.2024",
        "admin",
        400,
        "BAD_USER_INPUT",
        "The parameter 'from' must be a day such as 2024-07-10.",
    ),
    (CSV, "lang=fr", "admin", 400, "BAD_USER_INPUT", "The parameter 'lang' must be zh or en."),
    (CSV, "asof=2024-01-01", "admin", 400, "BAD_USER_INPUT", None),
    (CSV, "to=2024-01-01&to=2024-01-02", "admin", 400, "BAD_REQUEST", "The parameter 'to' is given twice."),
    (
        CSV,
        "from=2024-02-01&to=2024-01-01",
        "admin",
        400,
        "BAD_USER_INPUT",
        "The period ends on 2024-01-01, before it starts on 2024-02-01.",
    ),
    (f"/jinniu{CSV}", "area=pidu", "admin", 400, "OUTSIDE_DISTRICT", None),
    (
        "/reports/lamps.wrong.csv",
        "",
        "admin",
        500,
        "INTERNAL",
        "Internal error",
    ),
]


async def test_refusals(worker: Worker) -> None:
    for path, query, token, status, code, message in REFUSALS:
        reply = await worker.get(path, query, token=token)
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert reply.headers["x-request-id"] == "test"
        (error,) = reply.json["errors"]
        assert (reply.status, error["extensions"]["code"]) == (status, code), (path, query)
        assert message is None or error["message"] == message
        challenge = {None: "Bearer", "nobody's": 'Bearer error="invalid_token"'}.get(token)
        assert reply.headers.get("www-authenticate") == challenge


async def test_without_the_permission_no_statement_runs(worker: Worker) -> None:
    statements = await worker.watch()
    assert (await worker.get(CSV, "area=jinniu")).status == 401
    assert statements == []


async def test_methods(worker: Worker) -> None:
    head = await worker.get(CSV, token="admin", method="HEAD")
    whole = await worker.get(CSV, token="admin")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(whole.body)))
    posted = await worker.get(CSV, token="admin", method="POST")
    assert (posted.status, posted.codes, posted.headers["allow"]) == (
        405,
        ["METHOD_NOT_ALLOWED"],
        "GET, HEAD, OPTIONS",
    )
    options = await worker.get(CSV, method="OPTIONS")
    assert (options.status, options.body, options.headers["allow"]) == (204, b"", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/reports/a.b.csv", True),
        ("/jinniu/reports/a.b.xlsx", True),
        ("/plugins/reports/a.b.csv", False),
        ("/reports/a.b.pdf", False),
        ("/reports/a/b.csv", False),
        ("/x/y/reports/a.csv", False),
        ("/reports", False),
        ("/reports/", False),
    ],
)
def test_addresses(path: str, expected: bool) -> None:
    assert is_report(path) is expected
