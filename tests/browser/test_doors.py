"""A deep link to every page, all of them against a server that nobody has spoken to: no page is reached around the
shell."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import idle

PAGES = ["Data", "Generator", "Fidelity", "Privacy", "Compare", "Release", "Audit", "Invent"]
DEEP_LINKS = {
    "/invent": "Invent",
    "/privacy": "Privacy",
    "/data": "Data",
    "/": "Data",
    "/generator": "Generator",
    "/fidelity": "Fidelity",
    "/compare": "Compare",
    "/release": "Release",
    "/audit": "Audit",
}


def test_cold_deep_links_show_their_pages_inside_the_shell(fresh_server: Any, open_page: Callable[..., Any]) -> None:
    """All are asked for before the server has drawn any of them."""
    opened = [(open_page(fresh_server.url + path), title) for path, title in DEEP_LINKS.items()]
    for page, title in opened:
        expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        idle(page)
        assert [text.split()[-1] for text in page.get_by_test_id("stSidebarNavLink").all_inner_texts()] == PAGES
        expect(page.get_by_test_id("stException")).to_have_count(0)
        if title not in ("Data", "Audit", "Invent"):
            page.get_by_test_id("stMain").get_by_role("link", name="Bring a table").click()
            expect(page.get_by_role("heading", name="Data", exact=True, level=1)).to_be_visible()


def test_nothing_is_asked_of_another_host_and_no_other_site_may_frame_the_page(server: Any, open_page: Any) -> None:
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(server.url)
    idle(page)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
