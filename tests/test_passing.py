"""A large upload stands on the disk byte for byte, a small one goes by, and Streamlit sees an empty file of the same
name."""

import asyncio
import errno
import json
import os
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message
from streamlit import config

from components.server import uploads
from synthesis.foundation.errors import MachineFailed
from synthesis.jobs import passing

ID = "0a1b2c3d-0000-4000-8000-0123456789ab"
HEAD = (
    '--b\r\nContent-Disposition: form-data; name="f"; filename="Größe, 1.csv"\r\nContent-Type: text/csv\r\n\r\n'
).encode()
Put = Callable[..., tuple[int, Any]]


async def take(request: Request) -> Response:
    """What Streamlit does: first whether, then what."""
    if request.headers.get("x-refused"):
        return Response(status_code=403)
    async with request.form() as form:
        (file,) = [value for value in form.values() if isinstance(value, UploadFile)]
        return JSONResponse({"name": file.filename, "type": file.content_type, "size": len(await file.read())})


APP = uploads.Uploads(Starlette(routes=[Route("/_stcore/upload_file/{session}/{file}", take, methods=["PUT"])]))


async def call(body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    pieces = [body[start : start + 65_536] for start in range(0, len(body), 65_536)]
    sent: list[Message] = []

    async def receive() -> Message:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        sent.append(message)

    told = {"content-type": "multipart/form-data; boundary=b", "content-length": str(len(body)), **headers}
    scope = {
        "type": "http",
        "method": "PUT",
        "path": f"/_stcore/upload_file/session/{ID}",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }
    await APP(scope, receive, send)
    answer = b"".join(message.get("body", b"") for message in sent)
    status = int(sent[0]["status"])
    return status, json.loads(answer) if status == 200 else None


def in_a_thread(called: Coroutine[Any, Any, tuple[int, Any]]) -> tuple[int, Any]:
    """What the coroutine gives. The browser's tests leave a loop in this thread, and a thread has one at most."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, called).result()


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    monkeypatch.setenv("SYNTHESIS_HOME", str(tmp_path / "home"))
    return lambda body, **headers: in_a_thread(call(body, {k.replace("_", "-"): v for k, v in headers.items()}))


def body(content: bytes) -> bytes:
    return HEAD + content + b"\r\n--b--\r\n"


def test_a_large_upload_stands_on_the_disk_byte_for_byte(put: Put) -> None:
    content = b"--b \r\n--" + bytes(range(256)) * 30_000 + b"\r\n--"
    assert put(body(content)) == (200, {"name": "Größe, 1.csv", "type": "text/csv", "size": 0})
    path = uploads.waiting(ID)
    assert path is not None
    assert path.read_bytes() == content
    assert [other.name for other in path.parent.iterdir()] == [ID]


def test_a_small_upload_goes_the_usual_way(put: Put) -> None:
    assert put(body(b"a,b\n1,2\n"))[1]["size"] == 8
    assert uploads.waiting(ID) is None


def test_whoever_may_not_upload_leaves_nothing(put: Put) -> None:
    assert put(body(b"x" * (uploads.IN_MEMORY + 1)), x_refused="1") == (403, None)
    assert uploads.waiting(ID) is None


@pytest.mark.parametrize("length", ["7340032", "unknown"])
def test_more_than_the_limit_is_refused_and_not_kept(put: Put, monkeypatch: pytest.MonkeyPatch, length: str) -> None:
    monkeypatch.setattr(config, "get_option", lambda _: 5)
    assert put(body(b"x" * (7 << 20)), content_length=length) == (413, None)
    assert not list(passing.folder().iterdir())


@pytest.mark.parametrize(
    "broken",
    [b"no part at all" * 500_000, HEAD + b"1" * (5 << 20), HEAD + b"1" * (5 << 20) + b"\r\n" + body(b"2")],
    ids=["noise", "no end", "two files"],
)
def test_an_upload_that_breaks_off_is_not_kept(put: Put, broken: bytes) -> None:
    assert put(broken) == (400, None)
    assert not list(passing.folder().iterdir())


def test_what_no_page_fetched_within_the_hour_is_removed(put: Put) -> None:
    old, broken, new = (passing.place(session, ID) for session in ("a", "b", "c"))
    for path in (old, broken.with_name(f".{ID}"), new):
        path.write_bytes(b"x")
    for path in (old, broken.with_name(f".{ID}"), old.parent, broken.parent):
        os.utime(path, (1, 1))
    passing.sweep()
    assert list(passing.folder().rglob("*")) == [new.parent, new]
    assert uploads.waiting(ID) == new


@pytest.mark.parametrize(("number", "word"), [(errno.ENOSPC, "full"), (errno.EROFS, "only be read")])
def test_a_disk_that_takes_no_more_is_told_to_the_page_and_the_next_upload_works(
    put: Put, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    def refuse(file: BinaryIO, piece: bytes) -> None:
        file.write(piece[:1000])
        raise OSError(number, "secret cell")

    content = b"x" * (3 << 20)
    with monkeypatch.context() as full:
        full.setattr(uploads, "_write_all", refuse)
        assert put(body(content))[1]["size"] == 0
    assert not list(passing.folder().iterdir())
    with pytest.raises(MachineFailed, match=word):
        uploads.waiting(ID)
    assert put(body(content))[0] == 200
    path = uploads.waiting(ID)
    assert path is not None
    assert path.read_bytes() == content
    uploads.drop(ID)
    assert not list(passing.folder().iterdir())
