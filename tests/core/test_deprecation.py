"""A module of made-up names, one of which will go."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from core.deprecation import Deprecated, DeprecatedNames


class NoticeBoard:
    pass


@pytest.fixture
def surface(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A package that had `Board`, which is now called `NoticeBoard`."""
    module: Any = ModuleType("surface")
    module.__path__ = []
    module.NoticeBoard = NoticeBoard
    module.__getattr__ = DeprecatedNames("surface", {"Board": Deprecated(NoticeBoard, "NoticeBoard", "0.2", "0.4")})
    monkeypatch.setitem(sys.modules, "surface", module)
    return module


TOLD = r"^surface\.Board is deprecated since 0\.2 and goes in 0\.4: use NoticeBoard\.$"


def test_an_old_name_works_and_warns_where_it_is_used(surface: Any) -> None:
    with pytest.warns(DeprecationWarning, match=TOLD) as caught:
        assert surface.Board is NoticeBoard
    assert [warning.filename for warning in caught] == [__file__]


def test_importing_it_warns_where_it_is_imported(surface: Any) -> None:
    with pytest.warns(DeprecationWarning, match=TOLD) as caught:
        from surface import Board  # type: ignore[import-not-found]
    assert Board is NoticeBoard
    assert {warning.filename for warning in caught} == {__file__}


def test_other_names_are_as_in_any_module(surface: Any) -> None:
    assert surface.NoticeBoard is NoticeBoard
    with pytest.raises(AttributeError, match=r"^module 'surface' has no attribute 'Bord'$"):
        _ = surface.Bord
    assert not hasattr(surface, "Bord")
    with pytest.raises(ImportError, match="cannot import name 'Bord' from 'surface'"):
        from surface import Bord  # noqa: F401
