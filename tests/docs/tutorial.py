"""Carries out docs/plugins/tutorial.md word by word, in a directory and in environments of its own.

Blocks are done in the order of the page; what is said here of how, no reader sees:

- "sh" is run in one shell from the beginning to the end of the page. A block "text" right after is what it prints,
  where `…` stands for any text.
- "sh serve" starts the server, which stops at the next block "sh". "graphql tutorial" asks it; where its variables say
  `…`, the reader copies the id from the answer before.
- "python FILE" is the whole file from then on, "python shown FILE" a part of the file as it stands.
- "diff FILE" changes the file: lines that begin with a space are there, "-" go, "+" come. "@@" begins another place.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.docs.demo import TOKEN
from tests.docs.markdown import ANYTHING, DOCS, Block, Example
from tests.support.environments import CLEAN, copy_source
from tests.support.installing import PACKAGES_VARIABLE, build_wheel, packages_without_linli

PAGE = DOCS / "plugins" / "tutorial.md"
_END = "-- end of block --"
_LONGEST_START = 60


@dataclass
class Reader:
    """Somebody who follows the page: a shell, and the files in its working directory."""

    shell: subprocess.Popen[str]
    port: int
    directory: Path
    serving: bool = False
    copied: str = ""

    def run(self, block: Block) -> str:
        """What a block of commands prints. AssertionError, with what it printed, if a command fails."""
        self.stop_serving()
        printed, code = self._send(f"set -e\n{block.text}")
        assert code == "0", f"{block} ended with {code}:\n{printed}"
        return printed

    def serve(self, block: Block) -> None:
        """Start the server by a block of one command, and wait until it answers."""
        self.stop_serving()
        self._send(f"{block.text.strip()} > {self.directory}/server.log 2>&1 & server=$!")
        self.serving = True
        for _ in range(_LONGEST_START * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(f"{block} does not answer:\n{(self.directory / 'server.log').read_text()}")

    def stop_serving(self) -> None:
        """Stop the server if it runs."""
        if self.serving:
            self._send("kill -TERM $server; wait $server || true")
            self.serving = False

    def ask(self, example: Example) -> Any:
        """The answer of the server that runs."""
        headers = {"Authorization": f"Bearer {TOKEN}"} if example.with_token else {}
        address = f"http://127.0.0.1:{self.port}{example.address}"
        body = json.loads(json.dumps(example.body()).replace(json.dumps(ANYTHING), json.dumps(self.copied)))
        answer = httpx.post(address, json=body, headers=headers, timeout=30)
        if found := re.search(r'"id": ?"([^"]+)"', answer.text):
            self.copied = found[1]
        return answer.json()

    def file(self, block: Block) -> Path:
        """The file that a block is about."""
        (working, _) = self._send("pwd")
        return Path(working.strip()) / block.words[-1]

    def close(self) -> None:
        """End the shell, and what it started."""
        self.stop_serving()
        self.shell.communicate("exit 0\n")

    def _send(self, commands: str) -> tuple[str, str]:
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        # A shell that ends early, for `set -e`, has said the code of what failed.
        self.shell.stdin.write(
            f'trap \'echo "{_END} $?"\' EXIT\n{{ {commands}\n}} < /dev/null\necho "{_END} $?"\nset +e\n'
        )
        self.shell.stdin.flush()
        printed: list[str] = []
        for line in self.shell.stdout:
            before, found, code = line.rpartition(_END)
            if found:
                return "".join([*printed, before]), code.strip()
            printed.append(line)
        raise AssertionError(f"the shell ended:\n{''.join(printed)}")


def start(directory: Path) -> Reader:
    """A reader in an empty directory, who has Python and an index with Linli and all that it needs."""
    source = copy_source(directory / "source")
    wheels, programs, work = (directory / name for name in ("wheels", "programs", "work"))
    build_wheel(source, wheels)
    packages = packages_without_linli(directory / "packages")
    programs.mkdir()
    work.mkdir()
    maker = Path(sys.modules[build_wheel.__module__].__file__ or "")
    python = programs / "python3"
    python.write_text(f'#!/bin/sh\n[ "$1 $2" = "-m venv" ] || exit 1\nexec "{sys.executable}" "{maker}" "$3"\n')
    python.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {
        name: value
        for name, value in CLEAN.items()
        if not name.startswith(("PIP_", "PYTHON")) and name != "VIRTUAL_ENV"
    }
    shell = subprocess.Popen(
        ["bash", "--norc", "-s"],
        cwd=work,
        env={
            **kept,
            "PATH": f"{programs}:{kept['PATH']}",
            "COLUMNS": "200",
            PACKAGES_VARIABLE: str(packages),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "PIP_NO_BUILD_ISOLATION": "0",  # means that there is none
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_COMPILE": "1",  # what is used is compiled when it is
            "LINLI_PORT": str(port),
            "LINLI_ADMIN_TOKEN": TOKEN,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Reader(shell, port, directory)


def patched(text: str, change: Block) -> str:
    """A file's text after a change. AssertionError for a place that is not there exactly once."""
    for hunk in re.split(r"^@@.*\n", change.text, flags=re.MULTILINE):
        lines = [line if line else " " for line in hunk.splitlines()]
        assert all(line[0] in " -+" for line in lines), f"{change}: a line of a change begins with a space, - or +"
        old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] in signs) for signs in (" -", " +"))
        assert text.count(old) == 1, f"{change}: found {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


def prints(shown: str, printed: str) -> bool:
    """Whether what was printed is what is shown."""
    pattern = ".*?".join(map(re.escape, shown.strip().split(ANYTHING)))
    lines = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, lines, flags=re.DOTALL) is not None
