"""What a server that starts carries along."""

import subprocess
import sys
from pathlib import Path

_START = """
import sys
from app import installed_plugins
from core.settings import Settings
installed_plugins(Settings())
print(sorted({"pypinyin", "core.sample.demo", "core.sample.scale.load"} & set(sys.modules)))
"""


def test_a_server_loads_neither_the_dictionary_of_pinyin_nor_the_sample_data(tmp_path: Path) -> None:
    # In a process of its own: here other tests have loaded both. The dictionary takes 55 MB.
    done = subprocess.run(
        [sys.executable, "-c", _START],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
