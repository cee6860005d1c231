"""The reports as the head reads them: all columns in sight at a desk, the names of the rows in sight on a phone."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import Open

TABLE = ".dz-report-table"
BEYOND = f"document.querySelector('{TABLE}').offsetWidth - document.querySelector('{TABLE}').parentElement.clientWidth"
BIG = f"""() => document.querySelectorAll('{TABLE} td > small').forEach(
  one => one.textContent = one.textContent.replace(/\\d+/g, '12345'))"""


def heads(page: Page) -> list[str]:
    """What stands over the columns of figures."""
    return page.locator(f"{TABLE} thead .dz-number").all_inner_texts()


def test_all_columns_are_in_sight_at_a_desk_also_of_a_year_of_a_big_shop(open_desk: Open) -> None:
    page = open_desk("Павел quiet")
    page.goto("/reports/")
    assert len(heads(page)) == page.locator(f"{TABLE} tfoot td").count()
    assert page.evaluate(BEYOND) <= 0
    page.evaluate(BIG)
    assert page.evaluate(BEYOND) <= 0


def test_on_a_phone_the_figures_slide_below_the_names_of_their_rows(open_desk: Open) -> None:
    page = open_desk("Павел quiet", 390, 844)
    page.goto("/reports/")
    frame, name = page.locator(".dz-table-wrap"), page.locator(f"{TABLE} tfoot th")
    before = name.bounding_box()
    frame.evaluate("frame => frame.scrollTo(400, 0)")
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert frame.evaluate("frame => frame.scrollLeft") == 400
    assert before["x"] - after["x"] < 30
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
