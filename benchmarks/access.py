"""What rules of rows and fields cost: the same questions by whom nothing is kept from, and by somebody with 50 scopes.

    python -m benchmarks.access

One server, which is asked in turns within one run, with the administrator's token, from whom nothing is kept, and with
a token that has its permissions at 50 areas. Together these cover the city, so that the answers
are the same. Ends with an error if a target is missed.
"""

from __future__ import annotations

import asyncio
import datetime
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import replace
from typing import Annotated

import orjson
import typer

from benchmarks.data import SCALE, Measured, prepared
from benchmarks.measure import Unequal, fill_in_cursors, in_turns, job_for
from benchmarks.questions import Q1, Q2, Q3, Q4, Q5, fill_in
from benchmarks.servers import LINLI, running
from benchmarks.targets import ACCESS
from core.access import DRAFTS_READ, PEOPLE_NAMES, PEOPLE_READ, PERMISSIONS, REGISTRATIONS_READ
from core.api_tokens import NewApiToken, NewGrant, create
from core.clock import now
from core.database.connect import database
from core.database.url import Dialect
from core.models import Area
from core.models.choices import AreaLevel

SCOPES = 50
_PERMISSIONS = (DRAFTS_READ, PEOPLE_READ, PEOPLE_NAMES, REGISTRATIONS_READ)


async def token_at_areas(measured: Measured) -> str:
    """A token with the permissions that the questions need at each of so many areas: districts first, which together
    cover all that lies anywhere.
    """
    async with database(measured.url):
        districts = await Area.filter(level=AreaLevel.DISTRICT).limit(SCOPES)
        below = await Area.exclude(level__in=[AreaLevel.CITY, AreaLevel.DISTRICT]).limit(SCOPES - len(districts))
        areas = [*districts, *below]
        grants = [NewGrant(permission=name, area_id=area.id) for name in _PERMISSIONS for area in areas]
        asked = NewApiToken(name="benchmark", expires_at=now() + datetime.timedelta(days=1), grants=grants)
        return (await create(asked, PERMISSIONS))[1]


def main(
    database_kind: Annotated[Dialect, typer.Option("--database", help="On this database.")] = Dialect.POSTGRES,
    rounds: Annotated[int, typer.Option(min=1, help="How often each viewer has their turn.")] = 5,
    seconds: Annotated[float, typer.Option(min=0.2, help="How long a turn is.")] = 3.0,
    only: Annotated[list[str] | None, typer.Option("--question", help="Only these, as Q4.")] = None,
) -> None:
    """Print for each question how many times as much it costs with 50 scopes; an error if it is too much."""
    with ExitStack() as stack:
        measured = stack.enter_context(prepared(database_kind, SCALE))
        asyncio.run(fill_in(measured))
        token = asyncio.run(token_at_areas(measured))
        server = stack.enter_context(running(LINLI, measured))
        questions = deepcopy((Q1, Q2, Q3, Q4, Q5))
        fill_in_cursors(questions, server)
        good = True
        for question in questions:
            if only and question.name not in only:
                continue
            asked = replace(question, token=True)
            askers = ((server, asked), (replace(server, token=token), asked))
            for variables in question.variables:
                everything, scoped = (orjson.loads(who.ask(asked, variables)) for who, asked in askers)
                if everything != scoped:
                    raise Unequal(f"{question.name} with {variables} is another answer for 50 scopes.")
            jobs = [job_for(asked, who, seconds) for who, asked in askers]
            unscoped, scoped_rate = in_turns(jobs, rounds)
            cost = unscoped / scoped_rate
            good = good and cost <= ACCESS
            print(
                f"{database_kind.value} {question.name}: {unscoped:,.0f}/s and {scoped_rate:,.0f}/s, "
                f"costs {cost:.2f} times as much with {SCOPES} scopes (at most {ACCESS})",
                flush=True,
            )
    if not good:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
