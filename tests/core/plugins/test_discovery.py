"""What is installed, read from metadata alone."""

from __future__ import annotations

from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from core.plugins.discovery import discover
from core.plugins.failures import PluginError


class Shelf:
    """A directory with the metadata of distributions, as pip leaves it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[PathDistribution] = []
        self.add("linli", "0.1.0", "core = nothing.core", requires=())

    def add(
        self,
        name: str,
        version: str,
        *plugins: str,
        requires: tuple[str, ...] = ("linli>=0.1,<0.2",),
        wheel: bool = True,
    ) -> None:
        directory = self.path / f"{name}-{version}.{'dist' if wheel else 'egg'}-info-{len(self.found)}"
        directory.mkdir()
        needs = "".join(f"Requires-Dist: {text}\n" for text in requires)
        (directory / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        (directory / "entry_points.txt").write_text("[linli.plugins]\n" + "\n".join(plugins) + "\n")
        if wheel:
            (directory / "WHEEL").write_text("Wheel-Version: 1.0\n")
        self.found.append(PathDistribution(directory))

    def failures(self) -> list[str]:
        return [str(failure) for failure in discover(self.found).failures]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_plugins_are_read_and_not_imported(shelf: Shelf) -> None:
    shelf.add("Linli_Pharmacy", "1.2", "pharmacy = no_such_module:plugin", "drugs = no_such_module.drugs")
    core, drugs, pharmacy = discover(shelf.found).found
    assert (core.name, core.distribution, core.built_in, core.accepts) == ("core", "linli", True, None)
    assert (drugs.name, pharmacy.name, pharmacy.distribution) == ("drugs", "pharmacy", "linli-pharmacy")
    assert (pharmacy.version, pharmacy.built_in, pharmacy.accepts) == ("1.2", False, "<0.2,>=0.1")
    with pytest.raises(ModuleNotFoundError):
        pharmacy.load()


@pytest.mark.parametrize("file", ["METADATA", "PKG-INFO"])
def test_a_distribution_is_called_what_the_head_of_its_metadata_says(shelf: Shelf, file: str) -> None:
    shelf.add("linli-pharmacy", "1.2", "pharmacy = no_such_module")
    written = shelf.path / "linli-pharmacy-1.2.dist-info-1" / "METADATA"
    written.write_text(written.read_text() + "\nName: other\n")
    written.rename(written.with_name(file))
    _, pharmacy = discover(shelf.found).found
    assert (pharmacy.distribution, pharmacy.version, pharmacy.accepts) == ("linli-pharmacy", "1.2", "<0.2,>=0.1")


def test_what_an_interrupted_installation_left_is_passed_over(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    left = shelf.path / "x-1.0.dist-info"
    left.mkdir()
    shelf.found.append(PathDistribution(left))
    shelf.add("linli-kits", "1.0", "kits = no_such_module")
    assert [plugin.name for plugin in discover(shelf.found).found] == ["core", "kits"]
    assert caplog.messages == [f"A distribution without a name is passed over: {left}"]


def test_the_environment_has_the_core() -> None:
    assert "core" in [plugin.name for plugin in discover().found]


def test_a_plugin_of_another_version_of_the_platform(shelf: Shelf) -> None:
    shelf.add("pharmacy", "1", "pharmacy = x", requires=("linli (>=0.2)", "requests"))
    assert shelf.failures() == [
        "pharmacy (of pharmacy 1): it works with linli >=0.2, and 0.1.0 is installed. "
        "Install a version of pharmacy for linli 0.1.0, or another version of linli."
    ]
    assert [plugin.name for plugin in discover(shelf.found).found] == ["core"]


@pytest.mark.parametrize("requires", [(), ("requests>=2",), ('linli>=0.1; extra == "dev"',)])
def test_a_plugin_that_does_not_say_what_it_works_with(shelf: Shelf, requires: tuple[str, ...]) -> None:
    shelf.add("pharmacy", "1", "pharmacy = x", requires=requires)
    assert shelf.failures() == [
        "pharmacy (of pharmacy 1): pharmacy does not say which versions of linli it works with. "
        'Its pyproject.toml needs a dependency such as "linli>=0.1,<0.2".'
    ]


def test_requirements_that_cannot_be_read(shelf: Shelf) -> None:
    shelf.add("pharmacy", "1", "pharmacy = x", requires=("linli >>> 1",))
    (failure,) = shelf.failures()
    assert failure.startswith("pharmacy (of pharmacy 1): the requirements of pharmacy cannot be read: ")
    assert failure.endswith("Ask for a corrected release.")


def test_a_name_that_cannot_be_a_prefix(shelf: Shelf) -> None:
    shelf.add("pharmacy", "1", "Pharmacy-Duty = x")
    assert shelf.failures() == [
        "Pharmacy-Duty (of pharmacy 1): its entry point is called 'Pharmacy-Duty', which is not lower_snake_case. "
        "Rename it in the section [linli.plugins] of the entry points, and in the manifest."
    ]


def test_two_distributions_with_one_name(shelf: Shelf) -> None:
    shelf.add("second", "2", "pharmacy = y")
    shelf.add("first", "1", "pharmacy = x")
    found = discover(shelf.found)
    assert [plugin.name for plugin in found.found] == ["core"]
    assert list(map(str, found.failures)) == [
        "pharmacy (of first 1): second 2 has a plugin of this name, too. "
        "Uninstall one of them; two plugins cannot share a name."
    ]


def test_what_a_build_left_beside_the_source_is_older_than_what_is_installed(shelf: Shelf) -> None:
    shelf.add("pharmacy", "0.9", "old = x", wheel=False)
    shelf.add("pharmacy", "1", "new = x")
    shelf.add("pharmacy", "2", "another = x")
    assert [plugin.name for plugin in discover(shelf.found).found] == ["core", "new"]


def test_without_the_platform() -> None:
    with pytest.raises(PluginError) as caught:
        discover([])
    assert caught.value.message == "The distribution linli is not installed. Install it: `pip install linli`."
