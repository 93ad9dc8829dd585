"""Pictures of service codes to be printed: `/plugins/jinniu_stores/codes/<token>.svg` and `.png`."""

from __future__ import annotations

import io

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from linli.services import InputRefused, works_at
from plugins.jinniu_stores.service_codes import says, valid_code

PIXELS = 8
"""How many pixels, or units of an SVG, a module of a code measures; the margin is four modules, as the norm says."""

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


async def picture(request: Request) -> Response:
    """The QR code of a service code. 404 for one that is unknown or not valid any more, and where we do not work."""
    kind = request.path_params["kind"]
    try:
        code = await valid_code(request.path_params["token"])
    except InputRefused:
        return _nothing()
    if kind not in MEDIA_TYPES or not await works_at("jinniu_stores", code.store.place.area_id):
        return _nothing()
    # Imported for the first picture: it takes 1 MiB, and codes are printed once.
    import segno

    out = io.BytesIO()
    # Level M mends 15 % of a print: a scratch, a sticker's edge.
    segno.make(says(code), error="m", micro=False).save(out, kind=kind, scale=PIXELS, border=4)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(out.getvalue(), media_type=MEDIA_TYPES[kind], headers=headers)


def _nothing() -> Response:
    return PlainTextResponse("There is no such code, or it is not valid any more.\n", status_code=404)


ROUTES = (Route("/codes/{token:str}.{kind:str}", picture, methods=["GET"]),)
