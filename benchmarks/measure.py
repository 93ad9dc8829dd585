"""Puts the questions to all servers, in turns within one run, and keeps the medians."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import orjson

from benchmarks.data import ROOT, Measured
from benchmarks.load import Job, Result
from benchmarks.questions import Question
from benchmarks.servers import LIMIT, LINLI, USUAL, Server, database_processor_seconds

CONNECTIONS = 16

TURNS = 3
"""How often every connection is answered within a turn at least, where answers take long."""


@dataclass(frozen=True)
class Figures:
    """One server's figures for one question: medians of the rounds."""

    question: str
    server: str
    per_second: float
    p50_ms: float
    p99_ms: float
    server_ms: float
    """Processor time of the server for each answer."""
    database_ms: float
    """Processor time of the database's server for each answer."""
    answer_bytes: float


class Unequal(Exception):
    """Two servers answer the same question differently."""


def fill_in_cursors(questions: Iterable[Question], linli: Server) -> None:
    """Start the questions that go on after a cursor at the end of Linli's first page."""
    for question in questions:
        if question.first_page is None:
            continue
        first = Question(question.name, "", question.first_page, "")
        for variables in question.variables:
            asked = {name: value for name, value in variables.items() if name != "after"}
            cursor = orjson.loads(linli.ask(first, asked))["data"]["activities"]["pageInfo"]["endCursor"]
            if cursor is None:
                raise SystemExit(f"{question.name} finds nothing for {asked}.")
            variables["after"] = cursor


def compare(questions: Iterable[Question], servers: Sequence[Server]) -> None:
    """Raise Unequal unless all servers give the same JSON for every question and all of its variables."""
    for question in questions:
        for variables in question.variables:
            answers = {server.name: orjson.loads(server.ask(question, variables)) for server in servers}
            first, *others = answers
            for other in others:
                if answers[other] != answers[first]:
                    raise Unequal(
                        f"{question.name} with {variables}:\n{first}: {json.dumps(answers[first])[:2000]}\n"
                        f"{other}: {json.dumps(answers[other])[:2000]}"
                    )


def measure(
    questions: Iterable[Question], servers: Sequence[Server], measured: Measured, *, rounds: int, seconds: float
) -> list[Figures]:
    """Each question to each server in every round, one after the other."""
    found: list[Figures] = []
    for question in questions:
        jobs = {server.name: job_for(question, server, seconds) for server in servers}
        samples: dict[str, list[tuple[Result, float, float]]] = {server.name: [] for server in servers}
        for number in range(rounds):
            # In another order every time: whoever comes first finds the processors cooler.
            turn = number % len(servers)
            for server in [*servers[turn:], *servers[:turn]]:
                job = jobs[server.name]
                job["warm_up_seconds"] = 1.0 if number == 0 else 0.3
                samples[server.name].append(_sample(job, server, measured))
        for server in servers:
            found.append(_figures(question, server, samples[server.name], jobs[server.name]))
            _print(found[-1])
    return found


def job_for(question: Question, server: Server, seconds: float) -> Job:
    """A turn of a server with a question: all of its variables, and the lengths of their answers."""
    asked = [server.request(question, variables) for variables in question.variables]
    started = perf_counter()
    lengths = [len(server.ask(question, variables)) for variables in question.variables]
    one_answer = (perf_counter() - started) / len(lengths)
    return {
        "port": server.port,
        "connections": CONNECTIONS,
        "warm_up_seconds": 0.0,
        "seconds": max(seconds, TURNS * CONNECTIONS * one_answer),
        "requests": [request.decode() for request in asked],
        "lengths": lengths,
    }


def _sample(job: Job, server: Server, measured: Measured) -> tuple[Result, float, float]:
    before = server.processor_seconds(), database_processor_seconds(measured)
    result = run_job(job)
    after = server.processor_seconds(), database_processor_seconds(measured)
    # Taken over the warm-up too, which answers as well.
    answers = max(result["all"], 1)
    return result, (after[0] - before[0]) / answers, (after[1] - before[1]) / answers


def run_job(job: Job) -> Result:
    """Put questions to a server, from a process of its own. Ends the run if an answer is not what it was before."""
    client = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=orjson.dumps(job),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    result: Result = orjson.loads(client.stdout)
    if result["wrong"]:
        raise SystemExit(f"{result['wrong']} answers of port {job['port']} are not what they were before.")
    return result


def in_turns(jobs: Sequence[Job], rounds: int, *, first_warm_up: float = 1.0) -> list[float]:
    """The answers a second of each job, the medians of rounds in which they are asked in turns.

    ``first_warm_up`` is how long each is warmed up in the first round, in seconds.
    """
    rates: list[list[float]] = [[] for _ in jobs]
    for turn in range(rounds):
        order = range(len(jobs))
        for which in order if turn % 2 else reversed(order):
            jobs[which]["warm_up_seconds"] = first_warm_up if turn == 0 else 0.3
            result = run_job(jobs[which])
            rates[which].append(result["answers"] / result["seconds"])
    return [median(of_job) for of_job in rates]


def _figures(question: Question, server: Server, samples: list[tuple[Result, float, float]], job: Job) -> Figures:
    return Figures(
        question.name,
        server.name,
        median(result["answers"] / result["seconds"] for result, _, _ in samples),
        median(result["p50"] for result, _, _ in samples) * 1000,
        median(result["p99"] for result, _, _ in samples) * 1000,
        median(seconds for _, seconds, _ in samples) * 1000,
        median(seconds for _, _, seconds in samples) * 1000,
        median(job["lengths"]),
    )


def _print(figures: Figures) -> None:
    print(
        f"{figures.question:4} {figures.server:6} {figures.per_second:10,.0f}/s  p50 {figures.p50_ms:8.2f} ms  "
        f"p99 {figures.p99_ms:8.2f} ms  server {figures.server_ms:7.3f} ms  "
        f"database {figures.database_ms:7.3f} ms  {figures.answer_bytes:8,.0f} bytes",
        flush=True,
    )


def ratios(found: Sequence[Figures]) -> dict[str, dict[str, float]]:
    """For each question, Linli's answers a second over those of the others."""
    rates: dict[str, dict[str, float]] = {}
    for figures in found:
        rates.setdefault(figures.question, {})[figures.server] = figures.per_second
    return {
        question: {other: of[LINLI] / of[other] for other in (LIMIT, USUAL) if other in of and LINLI in of}
        for question, of in rates.items()
    }
