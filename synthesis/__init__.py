"""Turns a private table into a synthetic one and judges it. Never imports streamlit."""

__version__ = "0.1.0"
