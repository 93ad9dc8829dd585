"""Any question to the engine and to the reference, and whether their answers are the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from graphql import parse
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st

from core import ids
from core.access import ADMIN, ANONYMOUS
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from schema.declare.roots import Part
from tests.schema.engine import data
from tests.schema.engine.answers import differences
from tests.schema.engine.database import PAGE_DEFAULT, PAGE_MAX, Loaded, ask
from tests.schema.engine.expressions import FIELDS
from tests.schema.engine.memory import World
from tests.schema.engine.pages import Cursors
from tests.schema.engine.queries import Question, questions
from tests.schema.engine.reference import Reference
from tests.schema.engine.refusals import is_refused

_ASKED = os.environ.get("LINLI_PROPERTY_EXAMPLES")
#: The same questions in every run, unless the environment says how many others to ask.
PROFILE = settings(
    max_examples=int(_ASKED or 200),
    derandomize=_ASKED is None,
    deadline=None,
    # Questions are large; whether one is good is only known once it is asked.
    suppress_health_check=list(HealthCheck),
    # Without the phase that explains, which would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    print_blob=True,
)
#: How deep connections nest at most.
LEVELS = int(os.environ.get("LINLI_PROPERTY_LEVELS", "4"))

#: Headers of requests, and the language of their answers.
LANGUAGES = {None: "ZH", "en": "EN", "en-GB,en;q=0.9": "EN", "fr": "ZH"}


class Comparing:
    """A schema's service over a database, beside the reference over the same rows."""

    def __init__(
        self,
        filled: Loaded,
        parts: Sequence[Part],
        expressions: Mapping[tuple[str, str], Callable[..., Any]] = FIELDS,
    ) -> None:
        self.filled = filled
        self.expressions = expressions
        self.catalog = Catalog(parts)
        self.schema = graphql_schema(compose(self.catalog))
        self.reference = Reference(self.schema, PAGE_DEFAULT, PAGE_MAX)
        self.service = filled.service(parts)
        rows = filled.tables.rows
        self.ids = {
            kind.name: [ids.encode(kind.tag, key) for key in rows[kind.model]] for kind in self.catalog.types.values()
        }

    def ask_anything(self, drawn: st.DataObject) -> None:
        """Draw a question and check its answers. Raises ``AssertionError`` with what is wrong."""
        question: Question = drawn.draw(questions(self.catalog, self.schema, self.ids, LEVELS))
        self.check(question, drawn.draw(st.sampled_from(list(LANGUAGES))))

    def check(self, question: Question, accept_language: str | None) -> None:
        """Ask in all variants: values of variables, viewers, first without cursors and then with those found."""
        # The last variant has the plans of the one before, but for the language.
        other = None if LANGUAGES[accept_language] == "EN" else "en"
        variants = list(product(question.assignments, (ANONYMOUS, ADMIN), (accept_language,)))
        for assignment, viewer, header in (*variants, (question.assignments[-1], ADMIN, other)):
            world = World(self.catalog, self.filled.tables, viewer, LANGUAGES[header], data.NOW, self.expressions)
            cursors: Cursors = {}
            found = self._compare(world, question, assignment, {}, cursors, header)
            used = {
                slot.key: harvest[slot.choice % len(harvest)]
                for slot in question.cursors
                if (harvest := list(_harvested(found, slot.harvest)))
            }
            if used:
                self._compare(world, question, assignment, used, cursors, header)

    def _compare(
        self,
        world: World,
        question: Question,
        assignment: Mapping[str, Any],
        used: Mapping[str, str],
        cursors: Cursors,
        header: str | None,
    ) -> dict[str, Any] | None:
        """The data of the engine's answer, found to be right; None where it was refused, and had to be."""
        text, variables, name = question.document(used), question.variables(assignment, used), question.operation_name
        document = parse(text)
        answer = self.filled.run(
            ask(self.service, world.viewer, text, variables, operation_name=name, accept_language=header)
        )
        about = f"{world.viewer.kind.name} {header}\n{text}\n{variables!r}"
        if is_refused(world, self.reference.schema, document, variables, name):
            codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
            assert codes[:1] == ["FORBIDDEN"], f"expected a refusal: {answer}\n{about}"
            assert "data" not in answer
            return None
        assert "errors" not in answer, f"{answer['errors']}\n{about}"
        expected = self.reference.execute(world, document, variables, name, cursors)
        wrong = list(differences(answer["data"], expected, cursors))
        if wrong:
            note(about)
        assert not wrong, "\n".join([*wrong[:5], about])
        found: dict[str, Any] = answer["data"]
        return found


def _harvested(value: Any, key: str) -> Iterator[str]:
    """The cursors of all edges under a response key, wherever it is."""
    if isinstance(value, list):
        for item in value:
            yield from _harvested(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == key:
                yield from (edge["cursor"] for edge in item)
            else:
                yield from _harvested(item, key)
