"""Example operations (示例操作) of the modules that work where one asks, ready to run, for the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from core.plugins.loaded import LoadedPlugin
from schema.declare.described import described
from schema.declare.roots import Asked, CalledRoot, Part
from schema.declare.types import value_type


@value_type
class ExampleOperation:
    """A GraphQL operation ready to run (示例操作)."""

    plugin: str = described("The plugin that brings it (所属模块).")
    group: str = described("What it is about, among the examples of the plugin (分组); empty where it is in none.")
    title_zh: str = described("What it asks, in Chinese (名称).")
    title_en: str = described("What it asks, in English (英文名称).")
    query: str = described("The document (文档).")
    variables: str = described("Its variables, as JSON (变量).")


def example_operations_part(plugins: Sequence[LoadedPlugin]) -> Part:
    """The part with the query of the example operations of these plugins."""

    async def listed(asked: Asked) -> Sequence[Mapping[str, Any]]:
        return [
            {
                "plugin": plugin.name,
                "group": example.group,
                "title_zh": example.title_zh,
                "title_en": example.title_en,
                "query": example.query,
                "variables": orjson.dumps(dict(example.variables)).decode(),
            }
            for plugin in plugins
            if asked.scope is None or asked.scope.has(plugin.name)
            for example in plugin.example_operations
        ]

    root = CalledRoot(
        "exampleOperations",
        "Operations ready to run (示例操作), of the modules that work here. Some need a permission.",
        ExampleOperation,
        listed,
        cost=10,
    )
    return Part(values=(ExampleOperation,), called_roots=(root,))
