"""What payloads tell of broken rules, in the language of the reader."""

from __future__ import annotations

from typing import Any

import pytest

from core.contributed import Contributed, contributed, set_contributed
from core.plugins.contributions import ErrorCode
from tests.schema.client import Client
from tests.schema.town import gid
from tests.schema.types.writes import nothing_written

WRONG = f'{{name: " ", areaId: "{gid("ar", 3)}", location: {{latitude: 300, longitude: 104}}}}'


@pytest.mark.parametrize(
    ("header", "required", "out_of_range"),
    [
        (None, "必填", "超出允许的范围"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "必填", "超出允许的范围"),
        ("en-GB,en;q=0.9,zh;q=0.5", "Required", "Out of range"),
        ("ja", "必填", "超出允许的范围"),
    ],
)
async def test_the_label_is_in_the_language_that_the_request_accepts(
    office: Client, header: str | None, required: str, out_of_range: str
) -> None:
    query = f"""mutation {{ createPlace(input: {WRONG}) {{
      place {{ id }} userErrors {{ code label zh: label(lang: ZH) en: label(lang: EN) message field }} }} }}"""
    async with nothing_written():
        assert await office.ask(query, admin=True, language=header) == {
            "createPlace": {
                "place": None,
                "userErrors": [
                    {
                        "code": "REQUIRED",
                        "label": required,
                        "zh": "必填",
                        "en": "Required",
                        "message": "Must not be empty.",
                        "field": ["name"],
                    },
                    {
                        "code": "OUT_OF_RANGE",
                        "label": out_of_range,
                        "zh": "超出允许的范围",
                        "en": "Out of range",
                        "message": "Is 300.0, and must be from -90 to 90.",
                        "field": ["location", "latitude"],
                    },
                ],
            }
        }


async def test_the_language_may_be_a_variable_that_differs_from_request_to_request(office: Client) -> None:
    query = f"""mutation ($lang: Language) {{ createPlace(input: {{name: "", areaId: "{gid("ar", 3)}"}}) {{
      userErrors {{ ...E }} }} }}
    fragment E on UserError {{ __typename label(lang: $lang) }}"""
    variables: list[tuple[dict[str, Any], str]] = [
        ({"lang": "EN"}, "Required"),
        ({"lang": "ZH"}, "必填"),
        ({"lang": None}, "必填"),
        ({}, "必填"),
        ({"lang": "EN"}, "Required"),
    ]
    for given, label in variables:
        assert await office.ask(query, given, admin=True) == {
            "createPlace": {"userErrors": [{"__typename": "UserError", "label": label}]}
        }
    # What is not given, or null, is what the header says.
    assert await office.ask(query, {"lang": None}, admin=True, language="en") == {
        "createPlace": {"userErrors": [{"__typename": "UserError", "label": "Required"}]}
    }


async def test_each_mutation_of_an_operation_has_its_own(office: Client) -> None:
    query = f"""mutation {{
      one: createPlace(input: {{name: "", areaId: "{gid("ar", 3)}"}}) {{ userErrors {{ label(lang: EN) }} }}
      two: updatePlace(input: {{id: "{gid("pl", 1)}", name: "二", expectedVersion: 7}}) {{
        problems: userErrors {{ told: label @include(if: true) label(lang: EN) @skip(if: true) }} }} }}"""
    assert await office.ask(query, admin=True) == {
        "one": {"userErrors": [{"label": "Required"}]},
        "two": {"problems": [{"told": "内容已被他人修改，请刷新后重试"}]},
    }


async def test_a_language_that_there_is_not_is_refused_before_anything_is_written(office: Client) -> None:
    query = f"""mutation {{ createPlace(input: {{name: "新店", areaId: "{gid("ar", 3)}"}}) {{
      userErrors {{ label(lang: FR) }} }} }}"""
    async with nothing_written():
        assert await office.refusal(query, admin=True) == (
            400,
            "GRAPHQL_VALIDATION_FAILED",
            "Value 'FR' does not exist in 'Language' enum.",
        )


async def test_the_label_of_a_code_that_nobody_declared_is_the_message(office: Client) -> None:
    query = f"""mutation {{ createPlace(input: {{name: "", areaId: "{gid("ar", 3)}"}}) {{
      userErrors {{ label en: label(lang: EN) message }} }} }}"""
    known = contributed()
    set_contributed(Contributed(error_codes={"OTHER": ErrorCode("OTHER", "其他", "Other")}))
    try:
        data = await office.ask(query, admin=True)
    finally:
        set_contributed(known)
    message = "Must not be empty."
    assert data == {"createPlace": {"userErrors": [{"label": message, "en": message, "message": message}]}}
