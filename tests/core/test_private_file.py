import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.private_file import create_private_file


def test_a_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"

    assert create_private_file(path, "first")
    assert not create_private_file(path, "second")

    assert path.read_text() == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_of_many_at_once_one_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda number: create_private_file(path, str(number)), range(64)))

    assert made.count(True) == 1
    assert path.read_text() == str(made.index(True))
