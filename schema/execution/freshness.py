"""Whether what is known of a viewer is still so, for what no guarded statement looks at. See `core.viewers`."""

from __future__ import annotations

from core.access import StaleViewer, Viewer
from core.database.reader import Reader
from core.rights import epoch_of
from schema.http.headers import nobody_has_it
from schema.http.messages import RequestContext


async def refuse_stale(viewer: Viewer, reader: Reader) -> None:
    """Raise StaleViewer if what the viewer may do can have changed since the viewer's epoch."""
    if viewer.epoch is not None and await epoch_of(reader) != viewer.epoch:
        raise StaleViewer


async def viewer_by_now(context: RequestContext) -> Viewer:
    """Who sent a request of which nothing is done yet, as of now. Raises Refusal if nobody has the token any more."""
    viewer = await context.viewer_now()
    if viewer is None:
        raise nobody_has_it()
    return viewer
