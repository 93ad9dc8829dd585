"""Texts in two languages: Chinese first, English where there is one."""

from __future__ import annotations

from typing import Annotated

from pypika_tortoise.functions import Coalesce
from pypika_tortoise.terms import Case, Term, ValueWrapper

from core.models.choices import Choice
from schema.declare.fields import Argument
from schema.declare.roots import Asked, CalledArgument
from schema.declare.rows import Row


class Language(Choice):
    """A language of texts."""

    ZH = "ZH", "中文", "Chinese"
    EN = "EN", "英文", "English"


LANGUAGE = Argument("The language; by default the one that the request accepts, and Chinese if neither.")
LanguageArgument = Annotated[Language | None, LANGUAGE]
"""The annotation of an argument that asks for a text in a language."""

CALLED_LANGUAGE = CalledArgument(Language, LANGUAGE.description)
"""The argument `lang` of a root field that Python answers; see `asked_language`."""


def asked_language(asked: Asked) -> str:
    """The language that such a root field is asked for: ``ZH`` or ``EN``."""
    return str(asked.arguments.get("lang", asked.language))


def chosen(row: Row, lang: Language | None) -> Language:
    """The language of a text: the argument, else the request's."""
    return lang if lang is not None else Language(row.scope.language)


def in_language(row: Row, attribute: str, lang: Language | None) -> Term:
    """The text of a `TranslatedField` in the language asked for; Chinese where there is no translation."""
    chinese: Term = getattr(row, attribute)
    if chosen(row, lang) is Language.ZH:
        return chinese
    return Coalesce(getattr(row, f"{attribute}_en"), chinese)


def label(row: Row, value: Term, choices: type[Choice], lang: Language | None) -> Term:
    """The label of a choice in the language asked for."""
    language = chosen(row, lang)
    case = Case()
    for choice in choices:
        text = choice.zh if language is Language.ZH else choice.en
        case = case.when(value == literal(choice.value), literal(text))
    return case


def literal(value: str | int) -> Term:
    """A constant of the program in an expression."""
    return ValueWrapper(value, allow_parametrize=False)
