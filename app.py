"""The launcher: `streamlit run app.py`. The main script lives elsewhere so that no page can be reached around it."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components.server.headers import Headers, lifespan
from components.server.uploads import Uploads

app = st.App(
    Path(__file__).resolve().parent / "components" / "shell.py",
    lifespan=lifespan,
    middleware=[Middleware(Headers), Middleware(Uploads)],
)

if __name__ == "__main__":
    app.run()
