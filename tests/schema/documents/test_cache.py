"""The cache of documents: what it keeps, what it drops, and what cannot get in."""

import pytest

from schema.documents import DocumentCache, DocumentError, Limits
from tests.schema.documents.schemas import SCHEMA


def cache_of(documents: int) -> DocumentCache:
    """A cache with room for so many documents like QUERIES."""
    return DocumentCache(SCHEMA, Limits(), documents * DocumentCache(SCHEMA, Limits(), 0).get("{ a0: n }").weight)


QUERIES = [f"{{ a{index}: n }}" for index in range(10)]


def test_a_text_is_loaded_once() -> None:
    cache = cache_of(10)
    document = cache.get("{ n }")
    assert cache.get("".join(["{ n", " }"])) is document
    assert cache.get("{ n  }") is not document
    assert (len(cache), document.text) == (2, "{ n }")


def test_it_is_bounded_in_bytes_and_the_least_recently_used_leaves() -> None:
    cache = cache_of(3)
    first, second, third = [cache.get(query) for query in QUERIES[:3]]
    assert (len(cache), cache.bytes) == (3, cache.max_bytes)
    assert cache.get(QUERIES[0]) is first
    cache.get(QUERIES[3])
    assert (len(cache), cache.bytes) == (3, cache.max_bytes)
    assert cache.get(QUERIES[0]) is first
    assert cache.get(QUERIES[2]) is third
    assert cache.get(QUERIES[1]) is not second


def test_many_documents_leave_it_at_its_size() -> None:
    cache = cache_of(5)
    for index in range(200):
        cache.get(f"{{ {'x' * (index % 50)}y: n m }}")
        assert cache.bytes <= cache.max_bytes
    assert cache.bytes == sum(cache.get(text).weight for text in list(cache._documents))


@pytest.mark.parametrize("text", ["{", "{ nothing }", "{ n }" + " " * 300_000, "{ " + "a { " * 30 + "n" + " }" * 31])
def test_what_is_refused_is_not_kept(text: str) -> None:
    cache = cache_of(3)
    kept = [cache.get(query) for query in QUERIES[:3]]
    for _ in range(20):
        with pytest.raises(DocumentError):
            cache.get(text)
    assert [cache.get(query) for query in QUERIES[:3]] == kept
    assert cache.bytes == cache.max_bytes


def test_a_document_larger_than_the_cache_is_given_and_not_kept() -> None:
    cache = cache_of(3)
    kept = [cache.get(query) for query in QUERIES[:3]]
    large = "{ " + " ".join(f"a{index}: n" for index in range(20)) + " }"
    assert cache.get(large).text == large
    assert [cache.get(query) for query in QUERIES[:3]] == kept


def test_without_memory_nothing_is_kept() -> None:
    cache = DocumentCache(SCHEMA, Limits(), 0)
    assert cache.get("{ n }") is not cache.get("{ n }")
    assert (len(cache), cache.bytes) == (0, 0)


def test_the_weight_grows_with_what_a_document_holds() -> None:
    cache = DocumentCache(SCHEMA, Limits(), 0)
    small, dense, long = (cache.get(text).weight for text in ("{ n }", "{ " + "n " * 200 + "}", "{ n }" + " " * 10_000))
    assert dense - small >= 199 * 500
    assert long - small >= 10_000
