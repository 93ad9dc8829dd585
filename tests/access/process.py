"""A server in a process of its own, for tests: ``python -m tests.access.process URL JWKS_FILE``.

For each line that it reads, a token and a question with a tab between them, it says a line: the status and the answer.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx

from app import create_app, installed_plugins
from core.settings import Settings
from core.settings_sections import Auth, Issuer
from tests.access.issuer import AUDIENCE, NAME


async def serve(url: str, keys: Path) -> None:
    """Until there are no more lines."""
    issuer = Issuer(issuer=NAME, audience=AUDIENCE, jwks_file=keys)
    settings = Settings(database_url=url, log_level="error", auth=Auth(issuers=(issuer,)))
    app = create_app(settings, installed_plugins(settings).only(()))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://linli") as http,
    ):
        print("at work", flush=True)
        while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
            token, question = line.split("\t")
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/graphql-response+json"}
            reply = await http.post("/graphql", json={"query": question}, headers=headers)
            print(reply.status_code, reply.text, flush=True)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
