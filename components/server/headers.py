"""What the server does besides drawing pages: it warms the engine, clears old work away, and tells browsers to be
wary."""

import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("understudy")
_DAY = 86_400.0
_KEPT_DAYS = 7.0

_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""The address of a page carries the token of the work, so no other site may learn it."""


class Headers:
    """Adds the headers to every answer over HTTP."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer leaves with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any] | None]:
    """While the server is up, an engine stands ready; work that nobody opened for a week is forgotten."""
    threading.Thread(target=_prepare, daemon=True, name="prepare").start()
    yield None


def _prepare() -> None:
    from synthesis.jobs import engine, reap

    try:
        engine()
        reap(float(os.environ.get("SYNTHESIS_KEEP_DAYS") or _KEPT_DAYS) * _DAY)
    except Exception as error:
        LOG.warning("The engine was not warmed: %s", type(error).__name__)
