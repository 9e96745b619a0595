"""Bringing a table: what is uploaded goes to the private store at once, and out of the server's memory."""

import re
import secrets
from pathlib import Path
from typing import Any, BinaryIO

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.data import reading
from components.server import uploads
from components.shared import errors, session, widget_state
from synthesis.tables import sample_csv
from synthesis.tables.reading.file_formats import format_titles, without_ending

_ENDINGS = re.compile(r"((?:\.[a-z0-9]{1,8}){1,2})$")
_LONGEST_NAME = 60
UPLOADED = "uploaded"
"""Where another page leaves the name and the path of a file that is to become the table."""


def bring() -> None:
    """The uploader and the sample table. A file that cannot be read leaves the table that was there as it was."""
    with st.container(border=True, key="bring"):
        file = st.file_uploader(
            "Table to synthesise",
            key=f"upload-{widget_state.count('upload')}",
            help=(
                f"{format_titles()}, text also compressed by gzip; one row a person or case. "
                "Up to 2 GB. It stays on this server."
            ),
        )
        st.caption(f"{format_titles()}, with one row a person or case.")
        with st.container(horizontal=True, vertical_alignment="center"):
            sample = st.button("Use the sample table", icon=":material/science:")
            st.caption("12,000 made-up hospital stays, to try everything out.")
        if file is not None:
            widget_state.count("upload", step=True)
            with errors.step():
                _keep(file.name, content(file), file.file_id)
            free(file.file_id)
        if sample:
            _keep("Sample table.csv", sample_csv())
        if brought := widget_state.flag(UPLOADED):
            _keep(brought[0], Path(brought[1]).read_bytes())
        reading.show_failure()


def content(file: Any) -> Path | BinaryIO:
    """What was uploaded: where it is on the disk already, else what Streamlit holds in memory. MachineFailed where the
    disk did not take it."""
    return uploads.waiting(file.file_id) or file


def _keep(name: str, found: Path | BinaryIO | bytes, file_id: str | None = None) -> None:
    """On the disk first, out of the memory next, and only then read."""
    stored = f"source-{secrets.token_hex(4)}{ending(name)}"
    with errors.step():
        session.store().sources.put(stored, found)
        if file_id is not None:
            free(file_id)
        reading.table(stored, shown_name(name))


def ending(name: str) -> str:
    """How the file says what it is, made safe: the name itself is never a path."""
    found = _ENDINGS.search(name.lower())
    if not found:
        return ""
    parts = found.group(1).split(".")[1:]
    return "." + (".".join(parts) if parts[-1] == "gz" else parts[-1])


def shown_name(name: str) -> str:
    """What the user called the file, short enough to be shown."""
    stem = Path(name.replace("\\", "/")).name
    stem = without_ending(stem) or "table"
    return stem if len(stem) <= _LONGEST_NAME else stem[: _LONGEST_NAME - 1] + "…"


def free(file_id: str) -> None:
    """Streamlit keeps every upload in memory until the browser session ends; this copy is on disk already, or not
    wanted."""
    uploads.drop(file_id)
    context = get_script_run_ctx()
    if context is not None and isinstance(held := context.uploaded_file_mgr, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file_id)
