"""Bringing a table: what is uploaded goes to the private workspace at once, and out of the server's memory."""

import re
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import session, shell
from synthesis.tables import read_table, sample_csv

_ENDINGS = re.compile(r"((?:\.[a-z0-9]{1,8}){1,2})$")
_BY_TEXT = (".csv", ".tsv", ".txt")
_LONGEST_NAME = 60


def bring() -> None:
    """The uploader and the sample table. A file that cannot be read leaves the table that was there as it was."""
    with st.container(border=True, key="bring"):
        file = st.file_uploader(
            "Table to synthesise",
            key=f"upload-{session.count('upload')}",
            help="CSV, TSV or text, also gzip-compressed, or Parquet; one row a person or case. Up to 2 GB. It stays on this server.",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            sample = st.button("Use the sample table", icon=":material/science:")
            st.caption("5,000 made-up hospital stays, to try everything out.")
        if file is not None:
            _keep(file.name, file)
            free(file.file_id)
            session.count("upload", step=True)
            st.rerun()
        if sample:
            _keep("Sample table.csv", sample_csv())
            st.rerun()
        shell.told("upload")


def _keep(name: str, content: Any) -> None:
    space = session.workspace()
    work = session.current()
    stored = f"source-{session.count('source', step=True)}-{work.revision}{ending(name)}"
    path = space.keep(stored, content)
    with shell.step("upload"), st.spinner("Reading the table"):
        table = read_table(path, shown_name(name))
        before = work.source
        work.keep_table(stored, table)
        if before is not None and before != path:
            before.unlink(missing_ok=True)
        return
    path.unlink(missing_ok=True)


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
    stem = re.sub(r"\.gz$", "", stem, flags=re.IGNORECASE)
    stem = re.sub(r"\.(csv|tsv|txt|parquet)$", "", stem, flags=re.IGNORECASE) or "table"
    return stem if len(stem) <= _LONGEST_NAME else stem[: _LONGEST_NAME - 1] + "…"


def free(file_id: str) -> None:
    """Streamlit keeps every upload in memory until the browser session ends; this copy is on disk already."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)
