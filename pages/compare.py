"""Candidates side by side: likeness against risk with the policy's limit, every candidate tried, and the pick."""

from components.compare import page
from components.shared import guards, header, session

guards.need_finished()
work = session.current()
header.page_title(
    "Compare", "Every candidate of this table between likeness and risk. Pick the one that is shown everywhere."
)
page.everything(work)
