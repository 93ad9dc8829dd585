"""Media types: which one to answer in (Accept, RFC 9110 section 12.5.1), and whether a body is JSON."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, eq=False)
class MediaType:
    """A media type of answers."""

    name: str
    content_type: bytes
    """The value of the header Content-Type."""


JSON = MediaType("application/json", b"application/json; charset=utf-8")
GRAPHQL = MediaType("application/graphql-response+json", b"application/graphql-response+json; charset=utf-8")
EVENTS = MediaType("text/event-stream", b"text/event-stream; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a client accepts."""

    media: MediaType | None
    """The type to answer in; None if the client accepts none of them. EVENTS if that is liked best."""
    html: bool
    """Whether the client names text/html, and likes it no less than JSON: a browser's address bar."""
    streams: bool
    """Whether the client names text/event-stream: the one type that a subscription is answered in."""


_ANYTHING = Accepted(JSON, False, False)
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_QUOTED_LIST = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*(?:"|$))+')
_QUOTED_PARAMETERS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*(?:"|$))+')
_CACHED_LENGTH = 512


def accepted(header: bytes | None) -> Accepted:
    """What the header Accept asks for.

    The higher quality wins; at the same quality, a type that is named wins over one that a wildcard covers.
    When both are named, application/graphql-response+json is chosen; when both are only covered, or there is
    no header, application/json is (clients that know of the newer type name it). text/event-stream is chosen where it
    wins over both, and never by a wildcard: who takes anything does not expect an answer that goes on.
    """
    if header is None or header == b"*/*":
        return _ANYTHING
    if len(header) > _CACHED_LENGTH:
        return _negotiate(header)
    return _cached_negotiate(header)


def is_json(content_type: bytes) -> bool:
    """Whether a Content-Type says JSON in UTF-8, which is also what it says without a charset."""
    if content_type == b"application/json":
        return True
    return len(content_type) <= _CACHED_LENGTH and _cached_is_json(content_type)


def _negotiate(header: bytes) -> Accepted:
    text = header.decode("latin-1").strip()
    if not text:
        return _ANYTHING
    ranges = [parsed for part in _split(text, ",") if (parsed := _range(part))]
    json = _match(ranges, "application", "json")
    graphql = _match(ranges, "application", "graphql-response+json")
    html = _match(ranges, "text", "html")
    events = _match(ranges, "text", "event-stream")
    streams = events[1] == _NAMED and events[0] > 0
    media: MediaType | None
    if streams and events > max(json, graphql):
        media = EVENTS
    elif max(json[0], graphql[0]) == 0:
        media = None
    elif json[0] != graphql[0] or json[1] != graphql[1]:
        media = GRAPHQL if graphql > json else JSON
    else:
        media = GRAPHQL if graphql[1] == _NAMED else JSON
    return Accepted(media, html[1] == _NAMED and html[0] > 0 and html[0] >= max(json[0], graphql[0]), streams)


_NAMED = 2


def _match(ranges: list[tuple[str, str, float]], main: str, sub: str) -> tuple[float, int]:
    """The quality of a type, and how closely the range that says so names it: the closest one counts."""
    best = (-1, 0.0)
    for range_main, range_sub, quality in ranges:
        if range_main == main and range_sub == sub:
            closeness = _NAMED
        elif range_sub == "*" and range_main in (main, "*"):
            closeness = 1 if range_main == main else 0
        else:
            continue
        best = max(best, (closeness, quality))
    return best[1], best[0]


def _range(part: str) -> tuple[str, str, float] | None:
    """One media range with its quality; None if it is malformed or asks for another charset than UTF-8.

    Parameters other than `q` and `charset` are taken for wishes and ignored.
    """
    name, parameters = _media_type(part)
    main, slash, sub = name.partition("/")
    quality = parameters.get("q", "1")
    if not (main and slash and sub) or not _QUALITY.fullmatch(quality) or not _says_utf8(parameters):
        return None
    return main, sub, float(quality)


@lru_cache(maxsize=256)
def _cached_negotiate(header: bytes) -> Accepted:
    return _negotiate(header)


@lru_cache(maxsize=256)
def _cached_is_json(content_type: bytes) -> bool:
    name, parameters = _media_type(content_type.decode("latin-1"))
    return name == JSON.name and _says_utf8(parameters)


def _says_utf8(parameters: dict[str, str]) -> bool:
    return parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def _media_type(text: str) -> tuple[str, dict[str, str]]:
    """The name in lower case, and the parameters without their quotes, the first of each name."""
    name, *rest = _split(text, ";") or [""]
    parameters: dict[str, str] = {}
    for item in rest:
        key, _, value = item.partition("=")
        parameters.setdefault(key.strip().lower(), value.strip().strip('"'))
    return name.strip().lower(), parameters


def _split(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    return (_QUOTED_LIST if separator == "," else _QUOTED_PARAMETERS).findall(text)
