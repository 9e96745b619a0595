"""Candidates side by side: likeness against risk with the policy's limit, every candidate tried, and the pick."""

from components import shell
from components.compare import page
from components.shared import session

session.need_finished()
work = session.current()
shell.title(
    "Compare", "Every candidate of this table between likeness and risk. Pick the one that is shown everywhere."
)
page.everything(work)
