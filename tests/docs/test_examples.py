"""Every example of the documentation gives the answer that is shown, on both databases."""

import json
from pathlib import Path

import httpx
import pytest

from tests.docs import demo
from tests.docs.markdown import DOCS, blocks, examples, pages, same

WITH_EXAMPLES = [page for page in pages() if any(not example.of_plugin for example in examples(page))]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: str(page.relative_to(DOCS)))
async def test_examples_give_the_answers_that_are_shown(client: httpx.AsyncClient, page: Path) -> None:
    for example in (example for example in examples(page) if not example.of_plugin):
        given = await demo.answer(client, example)
        if example.answer is None:
            assert "errors" not in given, f"{example}: {given}"
            continue
        shown = json.loads(example.answer.text)
        assert same(shown, given), (
            f"{example} answers\n{json.dumps(given, ensure_ascii=False, indent=1)}\n"
            f"Is that as it should be? Then say: python -m tests.docs.answers {page.relative_to(DOCS.parent)}"
        )


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(DOCS)))
def test_every_block_of_variables_is_used(page: Path) -> None:
    used = {found.variables for found in examples(page)}
    assert [str(block) for block in blocks(page) if "variables" in block.words and block not in used] == []


@pytest.mark.parametrize(
    ("shown", "given", "expected"),
    [
        ({"a": 1, "b": "…"}, {"a": 1, "b": "anything"}, True),
        ({"a": 1, "b": "…"}, {"a": 1, "b": None}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": 0}, {"a": 0.0}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": 1}, {"a": True}, False),
    ],
)
def test_answers_are_compared_in_full(shown: object, given: object, expected: bool) -> None:
    assert same(shown, given) is expected
