"""Short ways to write fields and arguments for Strawberry."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField


def list_of(annotation: Any) -> Any:
    """The annotation of a list of items that are never null."""
    return list[annotation]


def optional_of(annotation: Any, nullable: bool) -> Any:
    """The annotation, admitting null where ``nullable``."""
    return annotation | None if nullable else annotation


@lru_cache(maxsize=4096)
def _annotated(annotation: Any) -> StrawberryAnnotation:
    # Most fields and arguments have one of few annotations, and Strawberry takes its time over each object.
    return StrawberryAnnotation(annotation)


def forget_annotations() -> None:
    """Lets go of the classes of a schema that is composed."""
    _annotated.cache_clear()


def object_field(name: str, annotation: Any, description: str, deprecated: str | None = None) -> StrawberryField:
    """A field of an object type."""
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=_annotated(annotation),
        description=description,
        deprecation_reason=deprecated,
    )


def input_field(name: str, annotation: Any, description: str, deprecated: str | None = None) -> StrawberryField:
    """An optional field of an input type."""
    return object_field(name, annotation | None, description, deprecated)


def field_argument(name: str, annotation: Any, description: str, deprecated: str | None = None) -> StrawberryArgument:
    """An argument of a field."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=_annotated(annotation),
        description=description,
        deprecation_reason=deprecated,
    )
