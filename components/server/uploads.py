"""Large uploads go straight to the disk: Streamlit would keep every byte in memory until the browser session ends.

Streamlit's own handler still decides who may upload and how much. It asks for the body only then, and is given one
with an empty file in it, under the same name; the page finds the bytes by the upload's id. Where the disk takes no more
bytes the page finds that instead, and says it in words.
"""

import asyncio
import re
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from synthesis.foundation.errors import MachineFailed
from synthesis.foundation.machine import home_failure
from synthesis.jobs import passing

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

IN_MEMORY = 1 << 20
"""Bytes up to which an upload goes the usual way; beyond, Starlette would put it into the system's temporary folder."""

_UPLOAD = re.compile(r"/_stcore/upload_file/([0-9A-Za-z-]{1,64})/([0-9a-f-]{36})$")
_FRAME, _MEGA = 1 << 20, 1 << 20
_REMEMBERED = 256
_lost: "OrderedDict[str, MachineFailed]" = OrderedDict()
"""Why the bytes of the last uploads could not be stored, by the upload's id."""


class Uploads:
    """Keeps the bytes of large uploads out of the server's memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, a large upload without its bytes."""
        found = _UPLOAD.search(scope.get("path", "")) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if found and _large(Request(scope)):
            receive = _emptied(Request(scope, receive), found[1], found[2])
        await self._app(scope, receive, send)


def waiting(file_id: str) -> Path | None:
    """Where the bytes of an upload are that went to the disk; None where it went the usual way.

    MachineFailed where they should be there, and the disk did not take them."""
    if file_id in _lost:
        raise _lost[file_id]
    return passing.find(file_id)


def drop(file_id: str) -> None:
    """Nothing of that upload is left on its way."""
    _lost.pop(file_id, None)
    passing.drop(file_id)


def _large(request: Request) -> bool:
    length = request.headers.get("content-length", "")
    return not length.isdigit() or int(length) > IN_MEMORY


def _emptied(request: Request, session: str, file_id: str) -> Receive:
    """A body with an empty file in it; whoever first asks for it has the true one written to the disk."""
    left = [True]

    async def receive() -> Message:
        if not left:
            return {"type": "http.disconnect"}
        left.clear()
        return {"type": "http.request", "body": await _to_disk(request, session, file_id), "more_body": False}

    return receive


async def _to_disk(request: Request, session: str, file_id: str) -> bytes:
    """The body without the bytes of its file, which are on the disk, or known to be lost, when this returns."""
    _lost.pop(file_id, None)
    try:
        with _Sink(session, file_id) as sink:
            body = await _stripped(request, sink)
            sink.settle()
    except (MultipartParseError, ClientDisconnect):
        raise HTTPException(400, "The upload broke off") from None
    if sink.trouble is not None:
        _lost[file_id] = sink.trouble
        while len(_lost) > _REMEMBERED:
            _lost.popitem(last=False)
    return body


class _Sink:
    """The file that an upload is written to; once the disk takes no more, what is left of the upload is let go."""

    def __init__(self, session: str, file_id: str) -> None:
        self.trouble: MachineFailed | None = None
        self._file: BinaryIO | None = None
        try:
            self._path = passing.place(session, file_id)
            self._hidden = self._path.with_name(f".{file_id}")
            self._file = self._hidden.open("wb", buffering=0)
        except (MachineFailed, OSError) as trouble:
            self._fail(trouble)

    def __enter__(self) -> "_Sink":
        return self

    def __exit__(self, *_: object) -> None:
        self._give_up()

    def write(self, pieces: list[bytes]) -> None:
        """The pieces stand in the file, if none before was lost."""
        if self._file is not None:
            try:
                for piece in pieces:
                    _write_all(self._file, piece)
            except OSError as trouble:
                self._fail(trouble)

    def settle(self) -> None:
        """The file has its name, if it is whole."""
        if self._file is not None:
            try:
                self._file.close()
                self._hidden.replace(self._path)
                self._file = None
            except OSError as trouble:
                self._fail(trouble)

    def _fail(self, trouble: MachineFailed | OSError) -> None:
        self.trouble = home_failure(trouble) if isinstance(trouble, OSError) else trouble
        self._give_up()

    def _give_up(self) -> None:
        if self._file is not None:
            self._file.close()
            self._hidden.unlink(missing_ok=True)
            passing.leave(self._hidden.parent)
            self._file = None


def _write_all(file: BinaryIO, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[file.write(left) :]


async def _stripped(request: Request, sink: _Sink) -> bytes:
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

    def pour(self, sink: _Sink) -> None:
        """What waits is written."""
        sink.write(self._waiting)
        self._waiting, self.waiting = [], 0

    def emptied(self) -> bytes:
        """The body with no bytes in its file."""
        if not self._ended:
            raise MultipartParseError("the body has no end")
        return b"--%b\r\n%b\r\n\r\n--%b--\r\n" % (self._boundary, bytes(self._head), self._boundary)
