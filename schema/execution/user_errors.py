"""What a payload tells of the rules that an input broke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode

from core.error_codes import label_of
from core.problems import Problem
from schema.declare.languages import Language
from schema.engine.compiler import Compiler, Question
from schema.names import USER_ERROR


@dataclass(frozen=True, slots=True)
class ErrorPart:
    """One field that is asked for of a broken rule: its response key, its name, and the language of a label."""

    key: str
    name: str
    language: str


def error_parts(compiler: Compiler, question: Question, nodes: list[FieldNode]) -> list[ErrorPart]:
    """What the nodes of a payload's ``userErrors`` ask for of each."""
    builder = compiler.builder(question)
    parts = []
    for key, below in question.selections.under(nodes, USER_ERROR).items():
        name, language = below[0].name.value, question.language
        # A language is an enumeration, and so a part of the shape that the plan is compiled for.
        given = builder.arguments(below[0], USER_ERROR).get("lang") if name == "label" else None
        if given is not None and given.value is not None:
            language = Language(given.value).value
        parts.append(ErrorPart(key, name, language))
    return parts


def user_error(parts: Sequence[ErrorPart], problem: Problem) -> dict[str, Any]:
    """A broken rule as JSON, by the response keys."""
    return {part.key: _value(part, problem) for part in parts}


def _value(part: ErrorPart, problem: Problem) -> Any:
    match part.name:
        case "__typename":
            return USER_ERROR
        case "code":
            return problem.code
        case "label":
            return label_of(problem, part.language)
        case "message":
            return problem.message
        case _:
            return list(problem.field)
