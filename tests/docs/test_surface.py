"""docs/plugins/surface.md tells all that plugins may import, and the surface keeps to its own rules."""

import pkgutil
from importlib import import_module
from importlib.metadata import version

import pytest
from packaging.version import Version

import linli
from tests.docs.surface import MODULES, PAGE, deprecated_of, written


def test_every_public_name_is_told_as_its_docstring_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written(text), "say: python -m tests.docs.answers"


def test_no_module_is_left_out() -> None:
    assert {"linli", *(f"linli.{module.name}" for module in pkgutil.iter_modules(linli.__path__))} == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_what_is_deprecated_goes_in_time(name: str) -> None:
    module = import_module(name)
    for old, one in deprecated_of(module).names.items():
        assert old not in module.__all__
        assert Version(one.since) < Version(one.removed_in)
        assert Version(version("linli")) < Version(one.removed_in), (
            f"{name}.{old} is to go in {one.removed_in}: remove it"
        )
