"""What is no GraphQL: the page and the credential of a certificate, the calendar of a studio.

Whoever has a code or a token may look, wherever they come from; there is no list of them.
"""

from __future__ import annotations

import datetime
import uuid
from html import escape
from string import Template

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from linli.models import Organization, Programme
from linli.services import SHANGHAI, plugin_settings, works_at
from plugins.pidu_talent.choices import TalentCertificateState
from plugins.pidu_talent.credentials import Told, credential, profile, revocations
from plugins.pidu_talent.models import Certificate, CertificateCourse, Cohort, Studio, TalentProgramme
from plugins.pidu_talent.settings import TalentSettings

LD_JSON = "application/vc+ld+json"

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_PAGE = Template(
    """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font-family: system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.5; }
.state { border: 3px solid; padding: .5rem 1rem; font-size: 1.5rem; font-weight: bold; }
.ISSUED { color: #156b2f; } .REVOKED, .REISSUED { color: #b00020; }
dt { color: #555; } dd { margin: 0 0 .75rem; }
</style>
</head>
<body>
<main>
<p class="state $state">$state · $state_zh · $state_en</p>
<h1>$title</h1>
<p lang="en">$title_en</p>
<dl>
<dt>持有人 Holder</dt><dd>$holder</dd>
<dt>颁发单位 Issuer</dt><dd>$issuer</dd>
<dt>颁发日期 Issued</dt><dd>$issued</dd>
$revoked<dt>理论 Theory</dt><dd>$theory 分钟 minutes</dd>
<dt>实训 Practicum</dt><dd>$practicum 分钟 minutes</dd>
<dt>课程 Courses</dt><dd>$courses</dd>
<dt>证书编号 Code</dt><dd><code>$code</code></dd>
</dl>
</main>
</body>
</html>
"""
)


_NONE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>查无此证书</title>
</head>
<body>
<main>
<h1>查无此证书</h1>
<p>没有编号为此的证书。请核对网址或证书编号。</p>
<p lang="en">There is no certificate with this code. Check the address, or the code on the certificate.</p>
</main>
</body>
</html>
"""


async def page(request: Request) -> Response:
    """The page of a certificate, which says whether it is valid; 404 with a page that says that there is none."""
    told = await _found(request)
    if told is None:
        return HTMLResponse(_NONE, 404, headers=_HEADERS)
    row = told.certificate
    state = TalentCertificateState(row.state)
    revoked = "" if row.revoked_at is None else f"<dt>失效日期 Not valid since</dt><dd>{_day(row.revoked_at)}</dd>\n"
    holder = "（已注销）Erased" if row.holder_name is None else f"{row.holder_name.strip()[:1]}**"
    shown = {
        "title": row.title,
        "title_en": row.title_en or "",
        "state": state.value,
        "state_zh": state.zh,
        "state_en": state.en,
        "holder": holder,
        "issuer": told.issuer.name,
        "issued": _day(row.issued_at),
        "theory": row.theory_minutes,
        "practicum": row.practicum_minutes,
        "courses": "；".join(version.title for version in told.versions) or "—",
        "code": row.code,
    }
    html = _PAGE.substitute({name: escape(str(value)) for name, value in shown.items()}, revoked=revoked)
    return HTMLResponse(html, headers=_HEADERS)


async def document(request: Request) -> Response:
    """The credential. 410 for one that is not valid any more: a program must not take it for a valid one."""
    told = await _told(request)
    row = told.certificate
    if row.revoked_at is not None:
        gone = {"id": f"{told.address}.json", "state": row.state, "revoked": True}
        return JSONResponse(gone, 410, headers=_HEADERS)
    return JSONResponse(credential(told), headers=_HEADERS, media_type=LD_JSON)


async def revocation(request: Request) -> Response:
    """Whether a certificate was revoked, as its credential says where to look."""
    return JSONResponse(revocations(await _told(request)), headers=_HEADERS)


async def issuer(request: Request) -> Response:
    """The profile of an organisation that leads a talent programme."""
    key: uuid.UUID = request.path_params["key"]
    led = await TalentProgramme.filter(programme__lead_organization_id=key).select_related("programme").first()
    found = None if led is None else await Organization.get_or_none(id=key)
    if led is None or found is None or not await works_at("pidu_talent", led.programme.area_id):
        raise HTTPException(404, "There is no such issuer.")
    return JSONResponse(profile(found, _server(request)), headers=_HEADERS)


async def studio_calendar(request: Request) -> Response:
    """The calendar of a studio, by its token. 404 once another replaced it, or the studio was closed."""
    studio = await Studio.get_or_none(feed_token=request.path_params["token"]).select_related("place")
    if studio is None or studio.closed_on is not None or not await works_at("pidu_talent", studio.place.area_id):
        raise HTTPException(404, "There is no such calendar.")
    # Imported for the first calendar: icalendar takes 2 MiB, which a server without readers of calendars saves.
    from plugins.pidu_talent.calendar_feed import feed

    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return Response(await feed(studio), media_type="text/calendar; charset=utf-8", headers=headers)


async def _told(request: Request) -> Told:
    """The certificate with the code in the address. 404 where there is none, and where the plugin does not work."""
    told = await _found(request)
    if told is None:
        raise HTTPException(404, "There is no certificate with this code.")
    return told


async def _found(request: Request) -> Told | None:
    """The certificate with the code in the address; None where there is none, or the plugin does not work."""
    code = request.path_params["code"]
    row = await Certificate.get_or_none(code=code)
    # Step by step: joined in one go, the names of the columns would be longer than PostgreSQL takes.
    cohort = None if row is None else await Cohort.get(enrollments__id=row.enrollment_id)
    if row is None or cohort is None or not await works_at("pidu_talent", cohort.area_id):
        return None
    talent_programme = await TalentProgramme.get(id=cohort.programme_id)
    programme = await Programme.get(id=talent_programme.programme_id).select_related("lead_organization")
    links = await CertificateCourse.filter(certificate_id=row.id).order_by("position").select_related("course_version")
    return Told(
        certificate=row,
        issuer=programme.lead_organization,
        cohort_name=cohort.name,
        versions=[link.course_version for link in links],
        server=_server(request),
    )


def _server(request: Request) -> str:
    return plugin_settings(TalentSettings).public_url or f"{request.url.scheme}://{request.url.netloc}"


def _day(instant: datetime.datetime) -> str:
    return instant.astimezone(SHANGHAI).date().isoformat()


ROUTES = (
    Route("/certificates/{code:str}.json", document, methods=["GET"]),
    Route("/certificates/{code:str}/revocation.json", revocation, methods=["GET"]),
    Route("/certificates/{code:str}", page, methods=["GET"]),
    Route("/issuers/{key:uuid}.json", issuer, methods=["GET"]),
    Route("/studios/{token:str}.ics", studio_calendar, methods=["GET"]),
)
