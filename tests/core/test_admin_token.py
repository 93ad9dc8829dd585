"""The admin token: made once, shown once, kept hashed."""

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.admin_token import FILE_NAME, ensure_admin_token, read_admin_token
from core.errors import SettingsError
from core.settings import Settings


def test_the_first_start_makes_a_token_and_later_ones_read_its_hash(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "not" / "yet")
    assert read_admin_token(settings) is None

    token, text = ensure_admin_token(settings)

    assert text is not None
    assert len(text) == 43
    assert token.matches(text)
    assert not token.matches(text + "x")
    path = settings.data_dir / FILE_NAME
    assert path.read_text() == hashlib.sha256(text.encode()).hexdigest() + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in settings.data_dir.iterdir()] == [FILE_NAME], "nothing is left over"
    assert ensure_admin_token(settings) == (token, None)
    assert read_admin_token(settings) == token


def test_a_token_that_is_set_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, admin_token=SecretStr("set-by-hand"))
    token, text = ensure_admin_token(settings)
    assert text is None
    assert token.matches("set-by-hand")
    assert not token.matches("")
    assert not token.matches("\ud83d")
    assert list(tmp_path.iterdir()) == []
    assert "digest" not in repr(token)


def test_of_many_servers_that_start_at_once_one_shows_a_token(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(ensure_admin_token, [settings] * 64))
    shown = [text for _, text in results if text is not None]
    assert len(shown) == 1
    assert all(token.matches(shown[0]) for token, _ in results)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\x00")
    with pytest.raises(SettingsError) as caught:
        ensure_admin_token(Settings(data_dir=tmp_path))
    assert caught.value.message == (
        f"{tmp_path / FILE_NAME} does not hold a SHA-256 in hexadecimal. "
        "Delete it, and the next start makes a new token."
    )


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as caught:
        ensure_admin_token(Settings(data_dir=tmp_path / "file"))
    assert caught.value.message == (
        f"{tmp_path / 'file' / FILE_NAME}, which holds the hashed admin token, "
        "cannot be read: Not a directory. "
        "Give the server's user access to it, or set LINLI_ADMIN_TOKEN."
    )
