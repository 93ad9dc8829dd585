"""Asks many questions, past HTTP, and compares two rounds of answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from core.access import Viewer
from core.errors import LinliError
from linli.testing.leaks.questions import Question
from linli.testing.server import TestServer
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext

_AT_ONCE = 20
_LONGEST = 100


class Asker:
    """Asks the server in the name of a viewer, the whole city or one district."""

    def __init__(self, server: TestServer, viewer: Viewer, district: str | None) -> None:
        self._server = server
        self._viewer = viewer
        self._district = district

    async def all(self, questions: Sequence[Question]) -> list[Any]:
        """The answers to the questions, in their order. One whose values are refused is answered by the errors.

        Those with values are asked each by itself: of the same with other values the server knows the document, and
        often the plan. Of those without each is another document, so that many make one.
        """
        found: dict[int, Any] = {}
        plain = [number for number, question in enumerate(questions) if not question.variables]
        for start in range(0, len(plain), _AT_ONCE):
            numbers = plain[start : start + _AT_ONCE]
            text = " ".join(f"a{number}: {questions[number].text}" for number in numbers)
            answer = await self._answer(f"{{ {text} }}", {})
            if "errors" not in answer:
                found.update({number: answer["data"][f"a{number}"] for number in numbers})
        return [
            found[number] if number in found else await self._alone(question)
            for number, question in enumerate(questions)
        ]

    async def _alone(self, question: Question) -> Any:
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in question.variables.items())
        values = {name: value for name, (_, value) in question.variables.items()}
        answer = await self._answer(f"query{f'({declared})' if declared else ''} {{ a: {question.text} }}", values)
        if "errors" not in answer:
            return answer["data"]["a"]
        if question.strict:
            raise AssertionError(f"{question.text} could not be asked: {answer['errors'][0]['message']}")
        return answer["errors"]

    async def _answer(self, text: str, values: dict[str, Any]) -> Any:
        request = GraphQLRequest(text, None, values, {})
        context = RequestContext("leaks", None, read_only=True)
        city = self._server.city
        try:
            if self._district is None:
                answer = await city.execute(request, self._viewer, context)
            else:
                answer = await city.execute_in(self._district, request, self._viewer, context)
        except LinliError as error:
            return {"errors": [{"message": error.message}]}
        assert isinstance(answer, GraphQLAnswer), "a query is answered at once"
        return orjson.loads(answer.body)


def traces(questions: Sequence[Question], present: Sequence[Any], absent: Sequence[Any]) -> list[str]:
    """A line for each place where an answer differs with the rows and without them; the shortest paths come first."""
    found: dict[str, str] = {}
    for question, one, other in zip(questions, present, absent, strict=True):
        for path, with_them, without in _differences(question.label, one, other):
            found.setdefault(path, f"{path}: {_short(with_them)} with the rows, {_short(without)} without them")
    return [found[path] for path in sorted(found, key=lambda path: (len(path), path))]


def _differences(path: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differences(f"{path}.{key}", one[key], other[key])
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for mine, theirs in zip(one, other, strict=True):
            yield from _differences(path, mine, theirs)
    elif one != other:
        yield path, one, other


def _short(value: Any) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
