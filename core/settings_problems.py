"""Says what is wrong with settings, so that an administrator can correct them without reading code."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

LONGEST_VALUE_SHOWN = 80


def leaves(model: type[BaseModel], prefix: str = "") -> dict[str, FieldInfo]:
    """The fields of a model and of the sections in it, by their dotted key (`port`, `limits.depth`)."""
    found: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= leaves(field.annotation, f"{prefix}{name}.")
        else:
            found[prefix + name] = field
    return found


def flatten(section: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values of nested sections, each with its dotted key."""
    for name, value in section.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def unknown(name: str, known: Iterable[str], where: str) -> str:
    """The sentence about a name that no setting has, with the nearest one that exists."""
    names = list(known)
    if any(other.startswith(f"{name}.") for other in names):
        return f"`{name}` {where} is a section: write [{name}], and its settings in the lines below it."
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    hint = f"Did you mean `{near[0]}`?" if near else "linli.toml.example lists all settings."
    return f"`{name}` {where} is not a setting. {hint}"


def wrong_values(
    error: ValidationError,
    known: Mapping[str, FieldInfo],
    variables: Mapping[str, str],
    sources: Mapping[str, str],
) -> Iterator[str]:
    """A sentence for each value that a model refused: its names, what it got and from where, what it expects.

    `variables` has the environment variable of each dotted key, `sources` says where each value came from.
    Values of settings with `repr=False` hold secrets, and are never shown.
    """
    for problem in error.errors(include_url=False, include_context=False):
        key = next(
            (
                candidate
                for length in range(len(problem["loc"]), 0, -1)
                if (candidate := ".".join(map(str, problem["loc"][:length]))) in known
            ),
            ".".join(map(str, problem["loc"])),
        )
        variable = variables.get(key)
        field = known.get(key)
        if field is None or variable is None:
            # A rule about several settings at once.
            yield f"`{key}` in linli.toml: {problem['msg'].removeprefix('Value error, ').rstrip('.')}."
            continue
        if problem["type"] == "missing":
            yield f"{variable} (`{key}` in linli.toml) is not set, and must be {expects(field)}."
            continue
        value = _shown(problem["input"]) if field.repr else "a value that is not shown"
        from_validator = problem["type"] == "value_error"
        reason = problem["msg"].removeprefix("Value error, ") if from_validator else f"must be {expects(field)}"
        if within := problem["loc"][len(key.split(".")) :]:
            # A value within the setting, which is a list of tables.
            reason = f"{_place(within)}: {problem['msg'].removeprefix('Value error, ')}"
        source = sources.get(key, "by default")
        yield f"{variable} (`{key}` in linli.toml) is {value} {source}: {reason.rstrip('.')}."


def expects(field: FieldInfo) -> str:
    """What values a setting takes, in words: its type and its range."""
    kinds = [kind for kind in _alternatives(field.annotation) if kind is not type(None)]
    words = " or ".join(_words(kind) for kind in kinds)
    bounds = []
    for rule in field.metadata:
        if isinstance(rule, Ge):
            bounds.append(f"at least {rule.ge}")
        elif isinstance(rule, Gt):
            bounds.append(f"more than {rule.gt}")
        elif isinstance(rule, Le):
            bounds.append(f"at most {rule.le}")
    return f"{words}, {' and '.join(bounds)}" if bounds else words


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _words(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(map(str, get_args(kind)))
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return "a list of tables" if isinstance(item, type) and issubclass(item, BaseModel) else "a list of texts"
    words = {bool: "true or false", int: "a whole number", float: "a number", Path: "a path"}
    return words.get(kind, "a text")


def _place(within: tuple[int | str, ...]) -> str:
    """Where in a list: ``item 2, `audience` ``, counted from 1."""
    return ", ".join(f"item {part + 1}" if isinstance(part, int) else f"`{part}`" for part in within)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE_SHOWN else f"{text[:LONGEST_VALUE_SHOWN]}…"
