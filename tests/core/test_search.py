import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise import Tortoise

from core import models
from core.database.url import Dialect
from core.errors import InvalidText
from core.ids import new_id
from core.models.choices import AreaLevel
from core.search import SUBJECTS, document_tokens, index_instance, index_row, parse_query, rebuild

GAP = "\ue000"


async def find(dialect: Dialect, text: str) -> list[str]:
    """The tags of the rows that a query finds, sorted."""
    query = parse_query(text)
    connection = Tortoise.get_connection("default")
    if dialect is Dialect.POSTGRES:
        rows = await connection.execute_query_dict(
            "SELECT subject_type FROM search_document WHERE tokens_vector @@ $1::text::tsquery",
            [query.postgres],
        )
    else:
        rows = await connection.execute_query_dict(
            "SELECT subject_type FROM search_document"
            " WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)",
            [query.sqlite],
        )
    return sorted(row["subject_type"] for row in rows)


def test_tokens_of_chinese_are_its_characters_then_pinyin() -> None:
    assert document_tokens("红旗2号店") == f"红 旗 2 号 店 {GAP} hongqi hq qi haodian hd dian"


def test_a_gap_stands_between_names() -> None:
    assert document_tokens("红旗", None, "", "Red Flag") == f"红 旗 {GAP} red flag {GAP} hongqi hq qi"


def test_names_are_normalised() -> None:
    assert document_tokens("ＣＡＦÉ Ⅲ №5 LÜ") == "café iii no5 lv"
    assert document_tokens("\ue000\ue001 · !") == ""


def test_a_query_asks_for_phrases_and_beginnings() -> None:
    query = parse_query("红旗 Hong-2")

    assert query.postgres == "'红' <-> '旗' & 'hong':* & '2':*"
    assert query.sqlite == '"红 旗" AND "hong" * AND "2" *'


@pytest.mark.parametrize("text", ["", "   ", "·，。!?*:&|<->()\"'\\^{}", "\ue000", "😀"])
def test_a_query_without_a_letter_asks_for_what_no_row_has(text: str) -> None:
    assert parse_query(text) == parse_query("")
    assert parse_query("").postgres == "'\ue001'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("红\x00旗", "search: holds a NUL character (U+0000) at position 1. Remove it."),
        ("a" * 201, "search: has 201 characters. Search for at most 200 characters at once."),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidText) as refused:
        parse_query(text, "search")

    assert refused.value.message == message


async def test_finds_rows_by_what_people_type(db: object, dialect: Dialect) -> None:
    await index_row("pl", new_id(), "红旗连锁示例一店", "Hongqi Store No. 1")
    await index_row("at", new_id(), "社区义诊活动")
    await index_row("ar", new_id(), "金牛区")
    await index_row("or", new_id(), "郫筒街道办事处")
    await index_row("pe", new_id(), "𬇹𰀀")

    assert await find(dialect, "红旗") == ["pl"]
    assert await find(dialect, "旗") == ["pl"]
    assert await find(dialect, "旗红") == []
    assert await find(dialect, "红连") == []
    assert await find(dialect, "义诊") == ["at"]
    assert await find(dialect, "金牛") == ["ar"]
    assert await find(dialect, "hongqi") == ["pl"]
    assert await find(dialect, "HONGQ") == ["pl"]
    assert await find(dialect, "ongqi") == []
    assert await find(dialect, "hq") == ["pl"]
    assert await find(dialect, "yizhen") == ["at"]
    assert await find(dialect, "pitong") == ["or"]
    assert await find(dialect, "pt") == ["or"]
    assert await find(dialect, "jd 郫筒") == ["or"]
    assert await find(dialect, "红旗 yizhen") == []
    assert await find(dialect, "示例") == ["pl"]
    assert await find(dialect, "stor 1") == ["pl"]
    # Characters from extensions E and G of Unicode, which are younger than some tokenizers.
    assert await find(dialect, "𬇹𰀀") == ["pe"]
    assert await find(dialect, "𰀀") == ["pe"]


async def test_a_phrase_never_spans_two_names(db: object, dialect: Dialect) -> None:
    await index_row("pl", new_id(), "红", "旗")

    assert await find(dialect, "红旗") == []
    assert await find(dialect, "红 旗") == ["pl"]


async def test_a_row_is_found_by_its_present_names_only(db: object, dialect: Dialect) -> None:
    key = new_id()
    await index_row("pl", key, "红旗")
    await index_row("pl", key, "绿地")

    assert await find(dialect, "红旗") == []
    assert await find(dialect, "lvdi") == await find(dialect, "lüdi") == ["pl"]


async def test_nothing_is_found_without_letters(db: object, dialect: Dialect) -> None:
    await index_row("pl", new_id(), "红旗", "\ue001")

    assert await find(dialect, "") == await find(dialect, "!") == []


async def test_long_names_and_queries_stay_within_the_limits(db: object, dialect: Dialect) -> None:
    await index_row("pl", new_id(), "长" * 200, "x" * 200, " ".join("a红" * 50))

    assert await find(dialect, "长" * 200) == ["pl"]
    assert await find(dialect, "x" * 200) == ["pl"]
    assert await find(dialect, " ".join("a红" * 50)) == ["pl"]


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
    | st.text(alphabet="红旗aA\"'\\:*&|!<->() \t^{}+NEARORNOT", max_size=30)
)
async def test_every_text_can_be_indexed_and_asked_for(db: object, dialect: Dialect, text: str) -> None:
    key = new_id()
    await index_row("pl", key, text)
    found = await find(dialect, text)
    await models.SearchDocument.filter(subject_id=key).delete()

    assert found == (["pl"] if document_tokens(text) else [])
    assert await find(dialect, text) == []


async def test_every_searchable_model_is_indexed_anew(db: object, dialect: Dialect) -> None:
    area = await models.Area.create(level=AreaLevel.CITY, name="成都市")
    for number in range(3):
        await models.Organization.create(kind="COMPANY", name=f"红旗{number}", name_en="Flag")
    await models.Person.create(display_name="演示居民001", area=area)
    await index_row("or", (await models.Organization.first()).id, "旧名")  # type: ignore[union-attr]  # exists
    seen: list[tuple[str, int, int]] = []

    assert await rebuild(lambda *progress: seen.append(progress)) == 5

    assert seen == [("area", 1, 1), ("organization", 3, 3), ("person", 1, 1)]
    assert await find(dialect, "红旗") == ["or", "or", "or"]
    assert await find(dialect, "旧名") == []
    assert await find(dialect, "yanshi 001") == ["pe"]
    assert await models.SearchDocument.all().count() == 5


async def test_a_row_of_the_core_is_indexed_by_its_names(db: object, dialect: Dialect) -> None:
    city = await models.Area.create(level=AreaLevel.CITY, name="成都市", name_en="Chengdu")
    await index_instance(city)

    assert await find(dialect, "chengdu") == await find(dialect, "cds") == ["ar"]


def test_every_subject_has_the_columns_of_its_names() -> None:
    for model, (_, columns) in SUBJECTS.items():
        assert set(columns) <= set(model._meta.fields_map)
