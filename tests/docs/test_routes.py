"""The route of docs/plugins/routes.md does what the page says."""

from __future__ import annotations

from pathlib import Path

from tests.docs import demo
from tests.docs.conftest import UrlOf
from tests.docs.page_plugins import NOTICES, ROUTES


async def test_the_poster(url_of: UrlOf, tmp_path: Path) -> None:
    async with url_of(NOTICES, ROUTES) as url, demo.server(url, tmp_path, NOTICES.loaded()) as client:
        address = "/plugins/notices/posters"
        shown = await client.get(f"{address}/演出通知（演示）")
        assert (shown.status_code, shown.text.splitlines()[0]) == (200, "演出通知（演示）")
        for title, status, code in (("没有", 404, "NOT_FOUND"), ("草稿（演示）", 403, "FORBIDDEN")):
            refused = await client.get(f"{address}/{title}")
            assert (refused.status_code, refused.json()["errors"][0]["extensions"]) == (status, {"code": code})
