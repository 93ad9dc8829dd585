"""Accept: quality, closeness, wildcards, charset."""

import pytest

from schema.http.negotiation import EVENTS, GRAPHQL, JSON, Accepted, accepted, is_json

BROWSER = b"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "media"),
    [
        (None, JSON),
        (b"", JSON),
        (b" ", JSON),
        (b"*/*", JSON),
        (b"application/*", JSON),
        (b"application/json", JSON),
        (b"application/graphql-response+json", GRAPHQL),
        (b"APPLICATION/GraphQL-Response+JSON", GRAPHQL),
        (b"application/json; charset=utf-8", JSON),
        (b'application/graphql-response+json;charset="UTF-8"', GRAPHQL),
        (b"application/json; charset=utf8", JSON),
        (b"application/json; charset=utf-16", None),
        (b"application/json; charset=latin1, application/graphql-response+json", GRAPHQL),
        # Both are named: the newer type, whatever the order, unless the quality says otherwise.
        (b"application/graphql-response+json, application/json", GRAPHQL),
        (b"application/json, application/graphql-response+json", GRAPHQL),
        (b"application/json;q=0.9, application/graphql-response+json;q=0.8", JSON),
        (b"application/json;q=0.8, application/graphql-response+json;q=0.9", GRAPHQL),
        (b"application/json;q=0.001, application/graphql-response+json;q=0", JSON),
        # A named type beats one that a wildcard covers, at the same quality; a lower quality does not.
        (b"application/json, */*", JSON),
        (b"application/graphql-response+json, */*", GRAPHQL),
        (b"*/*, application/graphql-response+json", GRAPHQL),
        (b"application/graphql-response+json;q=0.5, */*", JSON),
        (b"application/json;q=0.5, */*", GRAPHQL),
        (b"application/json;q=0.5, application/*;q=0.6", GRAPHQL),
        (b"application/*, */*;q=0.1", JSON),
        # The closest range counts, not the best.
        (b"application/json;q=0, */*", GRAPHQL),
        (b"application/graphql-response+json;q=0, */*", JSON),
        (b"application/*;q=0, */*", None),
        (b"*/*;q=0", None),
        (b"application/json;q=0", None),
        (b"application/*;q=0.2, application/json;q=0.3, application/graphql-response+json;q=0.1", JSON),
        # The same range twice: the better one.
        (b"application/json;q=0.1, application/json;q=0.9, application/graphql-response+json;q=0.5", JSON),
        (b"text/event-stream", EVENTS),
        (b"text/event-stream, */*", EVENTS),
        (b"text/event-stream;q=0.5, application/*;q=0.4", EVENTS),
        (b"text/event-stream, application/json", JSON),
        (b"text/event-stream;q=0.5, */*", JSON),
        (b"text/event-stream;q=0", None),
        (b"text/event-stream; charset=utf-16", None),
        (b"text/html", None),
        (b"text/*", None),
        (b"application/graphql+json", None),
        (b"application/xml, application/json;q=0.1", JSON),
        (BROWSER, JSON),
        (
            b"application/graphql-response+json, application/graphql+json, application/json, "
            b"text/event-stream, multipart/mixed",
            GRAPHQL,
        ),
        # What is malformed is passed over.
        (b"json", None),
        (b"/", None),
        (b"*", None),
        (b"*/json", None),
        (b",,", None),
        (b"application/json;q=2", None),
        (b"application/json;q=-1", None),
        (b"application/json;q=abc", None),
        (b"application/json;q=0.1234", None),
        (b"application/json;q=1.000", JSON),
        (b"application/json;q=0., application/graphql-response+json;q=0.1", GRAPHQL),
        (b"nonsense, application/json", JSON),
        (b"application/json;;;q=1;", JSON),
        (b"application/json ; q=0.5 , application/graphql-response+json ; Q=0.4", JSON),
        (b"\xff\xfe, application/json", JSON),
        # Other parameters are wishes; commas and semicolons in quotes belong to them.
        (b'application/json;profile="a,b;q=0"', JSON),
        (b'application/json;profile="a\\",b";q=0, application/graphql-response+json', GRAPHQL),
        (b'application/json;profile="never closed, application/graphql-response+json', JSON),
        (b"application/json," * 3000, JSON),
    ],
)
def test_the_type_to_answer_in(header: bytes | None, media: object) -> None:
    assert accepted(header).media is media
    assert accepted(header).media is media  # from the cache too


@pytest.mark.parametrize(
    ("header", "html"),
    [
        (BROWSER, True),
        (b"text/html", True),
        (b"text/html, application/json", True),
        (b"text/html;q=0.9, application/json", False),
        (b"text/html;q=0", False),
        (b"*/*", False),
        (b"text/*", False),
        (None, False),
    ],
)
def test_who_is_a_browser(header: bytes | None, html: bool) -> None:
    assert accepted(header).html is html


@pytest.mark.parametrize(
    ("header", "streams"),
    [
        (b"text/event-stream", True),
        (b"application/json, text/event-stream;q=0.1", True),
        (b"text/event-stream;q=0, */*", False),
        (b"text/*", False),
        (b"*/*", False),
        (None, False),
    ],
)
def test_who_takes_streams(header: bytes | None, streams: bool) -> None:
    assert accepted(header).streams is streams


def test_answers_are_kept_for_short_headers_only() -> None:
    long = b"application/json;x=" + b"y" * 600
    assert accepted(long) == Accepted(JSON, False, False)
    assert accepted(long) is not accepted(long)
    assert accepted(BROWSER) is accepted(BROWSER)


def test_json_in_another_charset_is_not_json() -> None:
    assert [
        is_json(value)
        for value in (
            b"application/json",
            b"application/json; charset=UTF8",
            b"application/json; charset=gb18030",
            b"application/json; x=" + b"y" * 600,
        )
    ] == [True, True, False, False]
