"""Code with a time limit."""

from __future__ import annotations

import contextvars
import threading

import pytest

from core.plugins.watchdog import Hung, watched

_variable = contextvars.ContextVar("_variable", default="unset")


def test_what_the_code_gives_or_raises() -> None:
    def fail() -> None:
        raise SystemExit(2)

    assert watched(lambda: 7, 30, "test") == 7
    with pytest.raises(SystemExit):
        watched(fail, 30, "test")


def test_the_code_sees_the_context_and_has_a_name() -> None:
    _variable.set("here")
    assert watched(_variable.get, 30, "test") == "here"
    assert watched(lambda: threading.current_thread().name, 30, "plugin kits: its import") == "plugin kits: its import"


def test_code_that_hangs() -> None:
    over = threading.Event()
    with pytest.raises(Hung):
        watched(over.wait, 0.01, "test")
    over.set()
