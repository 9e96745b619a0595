"""Large uploads go straight to the disk: Streamlit would keep every byte in memory until the browser session ends.

Streamlit's own handler still decides who may upload and how much. It asks for the body only then, and is given one
with an empty file in it, under the same name; the page finds the bytes by the upload's id.
"""

import asyncio
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from synthesis.foundation.home import home

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

IN_MEMORY = 4 << 20
"""Bytes up to which an upload goes the usual way."""

_UPLOAD = re.compile(r"/_stcore/upload_file/[^/]+/([0-9a-f-]{36})$")
_FRAME, _MEGA = 1 << 20, 1 << 20
_FORGOTTEN = 3600.0


class Uploads:
    """Keeps the bytes of large uploads out of the server's memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, a large upload without its bytes."""
        found = _UPLOAD.search(scope.get("path", "")) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if found and _large(Request(scope)):
            receive = _emptied(Request(scope, receive), found.group(1))
        await self._app(scope, receive, send)


def waiting(file_id: str) -> Path | None:
    """Where the bytes of an upload are that went to the disk; None where it went the usual way."""
    path = _folder() / file_id
    return path if path.is_file() else None


def _large(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    return not length.isdigit() or int(length) > IN_MEMORY


def _emptied(request: Request, file_id: str) -> Receive:
    """A body with an empty file in it; whoever first asks for it has the true one written to the disk."""
    left = [True]

    async def receive() -> Message:
        if not left:
            return {"type": "http.disconnect"}
        left.clear()
        return {"type": "http.request", "body": await _to_disk(request, file_id), "more_body": False}

    return receive


async def _to_disk(request: Request, file_id: str) -> bytes:
    path = _folder() / f".{file_id}"
    _clear_away()
    try:
        with path.open("wb") as sink:
            body = await _stripped(request, sink)
        path.replace(_folder() / file_id)
        return body
    except (MultipartParseError, ClientDisconnect):
        raise HTTPException(400, "The upload broke off") from None
    except OSError:
        raise HTTPException(507, "The disk is full") from None
    finally:
        path.unlink(missing_ok=True)


async def _stripped(request: Request, sink: BinaryIO) -> bytes:
    """The body without the bytes of its file, which go into `sink`."""
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    part = _Part(boundary)
    parser, read, most = MultipartParser(boundary, part.callbacks), 0, config.get_option("server.maxUploadSize") * _MEGA
    async for chunk in request.stream():
        read += len(chunk)
        if read > most + _FRAME:
            raise HTTPException(413, "File too large")
        parser.write(chunk)
        if part.waiting > _MEGA:
            await asyncio.to_thread(part.pour, sink)
    part.pour(sink)
    return part.emptied()


class _Part:
    """The one part of an upload's body: what stands before its bytes, and bytes that wait to be written."""

    def __init__(self, boundary: bytes) -> None:
        self._boundary, self._head, self._waiting, self.waiting, self._parts = boundary, bytearray(), [b""], 0, 0
        self.callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": self._keep,
            "on_header_value": self._value,
            "on_header_end": lambda: self._head.extend(b"\r\n"),
            "on_part_data": self._data,
            "on_end": self._finish,
        }
        self._in_value, self._ended = False, False

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > 1:
            raise MultipartParseError("more than one file")

    def _keep(self, data: bytes, start: int, end: int) -> None:
        self._in_value = False
        self._head += data[start:end]

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._head += (b"" if self._in_value else b": ") + data[start:end]
        self._in_value = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._waiting.append(data[start:end])
        self.waiting += end - start

    def _finish(self) -> None:
        self._ended = True

    def pour(self, sink: BinaryIO) -> None:
        """What waits is written."""
        sink.writelines(self._waiting)
        self._waiting, self.waiting = [], 0

    def emptied(self) -> bytes:
        """The body with no bytes in its file."""
        if not self._ended:
            raise MultipartParseError("the body has no end")
        return b"--%b\r\n%b\r\n\r\n--%b--\r\n" % (self._boundary, bytes(self._head), self._boundary)


def _clear_away() -> None:
    """What no page came to fetch within the hour is removed."""
    for path in _folder().iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _FORGOTTEN:
                path.unlink()


def _folder() -> Path:
    folder = home() / "passing"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
