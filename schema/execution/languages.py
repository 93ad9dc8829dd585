"""The language of a request: the one of `Accept-Language` that texts exist in, Chinese if none is."""

from __future__ import annotations

from functools import lru_cache

SUPPORTED = ("ZH", "EN")


@lru_cache(maxsize=256)
def accepted_language(header: str | None) -> str:
    """``ZH`` or ``EN`` from a header such as ``en-GB,en;q=0.9,zh;q=0.8`` (RFC 9110, section 12.5.4)."""
    best, best_quality = SUPPORTED[0], 0.0
    for item in (header or "").split(","):
        tag, _, parameter = item.strip().partition(";")
        name = tag.split("-")[0].strip().upper()
        quality = _quality(parameter)
        if name in SUPPORTED and quality > best_quality:
            best, best_quality = name, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
