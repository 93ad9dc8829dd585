"""docs/plugins/tutorial.md does what it says, from an empty directory to the purge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.markdown import Block, blocks, examples, same
from tests.docs.tutorial import PAGE, Reader, patched, prints, start


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    found = start(tmp_path)
    yield found
    found.close()


@pytest.mark.acceptance
def test_every_command_and_file_works_as_it_stands(reader: Reader) -> None:
    asked = {example.question: example for example in examples(PAGE)}
    printed: str | None = None
    for block in blocks(PAGE):
        before, printed = printed, None
        if block.language == "sh" and block.words == ("serve",):
            reader.serve(block)
        elif block.language == "sh":
            printed = reader.run(block)
        elif block.language == "text" and before is not None:
            assert prints(block.text, before), f"{block}: {before}"
        elif block.language == "graphql":
            answer = asked[block].answer
            assert answer is not None
            given = reader.ask(asked[block])
            assert same(json.loads(answer.text), given), f"{block}: {json.dumps(given, ensure_ascii=False)}"
        elif block.words and block.words[0] == "shown":
            assert block.text in reader.file(block).read_text(encoding="utf-8"), f"{block} is not in the file"
        elif block.language == "diff":
            file = reader.file(block)
            file.write_text(patched(file.read_text(encoding="utf-8"), block), encoding="utf-8")
        elif block.words and block.words != ("variables",):
            reader.file(block).write_text(block.text, encoding="utf-8")


def test_changes_are_made_where_they_belong() -> None:
    def change(text: str) -> Block:
        return Block(PAGE, 1, "diff", ("file",), text, (0, 0))

    text = "a\nb\n\nc\n"
    assert patched(text, change(" a\n+x\n b\n@@\n-c\n+d\n")) == "a\nx\nb\n\nd\n"
    assert patched(text, change(" b\n\n-c\n")) == "a\nb\n\n"
    with pytest.raises(AssertionError, match="found 0 times"):
        patched(text, change("-d\n+e\n"))
    with pytest.raises(AssertionError, match="found 2 times"):
        patched("a\na\n", change("-a\n+e\n"))
    with pytest.raises(AssertionError, match="begins with a space, - or"):
        patched(text, change("a\n"))


def test_what_is_printed_is_compared_in_full() -> None:
    assert prints("a … c\n", "a b b c \n")
    assert prints("…\nc\n", "a\nb\nc\n")
    assert not prints("a\n", "a\nb\n")
    assert not prints("a.\n", "ab\n")
