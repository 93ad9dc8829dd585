"""docs/frontend/http.md tells every code and every limit, with the numbers of the code."""

import re
from dataclasses import asdict
from pathlib import Path

import schema.documents
import schema.http
from core.errors import DatabaseUnavailable, StatementTimeout
from schema.documents import Limits
from schema.documents.limits import _OF_A_DOCUMENT, _OF_AN_OPERATION
from schema.http.messages import MutationOverGet

PAGE = (Path(__file__).parents[3] / "docs/frontend/http.md").read_text(encoding="utf-8")
NOT_CODES = {"GET", "HEAD", "POST", "OPTIONS", "DOCUMENT_REFUSED"}


def test_every_code_is_told() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for package in (schema.http, schema.documents)
        for path in Path(package.__path__[0]).glob("*.py")
    ]
    codes = {code for source in sources for code in re.findall(r'"([A-Z]{3,}(?:_[A-Z]+)*)"', source)}
    codes |= {DatabaseUnavailable.code, StatementTimeout.code, MutationOverGet.code}
    missing = {code for code in codes - NOT_CODES if f"`{code}`" not in PAGE}
    assert missing == set()


def test_every_limit_is_told() -> None:
    names = {name: code for name, code, *_ in _OF_A_DOCUMENT + _OF_AN_OPERATION}
    names |= {"tokens": "TOO_MANY_TOKENS", "characters": "DOCUMENT_TOO_LONG"}
    limits = asdict(Limits())
    assert set(names) == set(limits)
    for name, code in names.items():
        assert re.search(rf"\| `{code}` \| {limits[name]:,} ", PAGE), name
