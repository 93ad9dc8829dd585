"""The page on commands shows the command of the example as it is."""

from tests.docs.markdown import DOCS, ROOT, blocks

PAGE = DOCS / "plugins" / "commands.md"


def test_the_command_is_that_of_the_example() -> None:
    (block,) = (block for block in blocks(PAGE) if block.language == "python")
    (name,) = block.words
    text = (ROOT / "examples" / "linli-night-pharmacy" / name).read_text(encoding="utf-8")
    assert text.partition("\n\n")[2] == block.text
