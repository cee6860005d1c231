"""Everything by the keyboard alone: each thing is reached in order, its ring is seen, nothing holds the keyboard fast.

WCAG 2.2: 2.1.2 no trap, 2.4.3 order, 2.4.7 visible focus, 2.4.11 focus not under a bar that stays. Targets of 24 px
(2.5.8) are looked at by axe in test_every_page.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from dozvon.web.pipelines.wording import SECTIONS
from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, give_back, press, rest, take_next

SIZES = {"desk": (1440, 700), "phone": (390, 700)}
STEPS = 600
"""More than any page has to stop at."""

# What Tab has to reach: of a group of radio buttons one, of a hidden or inert part nothing.
TO_REACH = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  window.toReach = new Set([...document.querySelectorAll(wanted)].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || one.closest("[inert]")) return false;
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    const group = [...(one.form ?? document).querySelectorAll(`input[type=radio][name="${one.name}"]`)];
    return one === (group.find((other) => other.checked) ?? group.find((other) => other.checkVisibility()));
  }));
  window.path = [];
  document.querySelector(".dz-skip").focus();
}"""

# Where the keyboard is now and what is wrong with it there; null when it left the page or came to the first again.
LOOK = """([again]) => {
  const one = document.activeElement;
  if (one === document.body || one === null) return null;
  // A field for a date has stops of its own inside.
  if (!again && window.path.at(-1) === one && one.matches("input[type^=date], input[type=time]")) return [];
  if (again) window.path.pop();
  if (window.path[0] === one) return null;
  const wrong = [];
  if (window.path.includes(one)) wrong.push("comes a second time");
  const before = window.path.at(-1);
  window.path.push(one);
  window.toReach.delete(one);
  const shown = one.closest("label") ?? one;
  const box = shown.getBoundingClientRect();
  const ring = [one, shown, one.labels?.[0], one.parentElement].some((part) => {
    const style = part && getComputedStyle(part);
    return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
      (part !== one.parentElement && style.boxShadow !== "none"));
  });
  if (!ring) wrong.push("shows no ring");
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(
    ([x, y]) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
  if (right <= left || bottom <= top) wrong.push("is out of sight");
  else if (!points.some((hit) => shown.contains(hit) || one.contains(hit))) wrong.push("lies under something");
  if (before && before.parentElement === one.parentElement) {
    const last = before.getBoundingClientRect();
    if (box.bottom <= last.top + 2) wrong.push("comes after what lies below it");
  }
  if (one.tabIndex > 0) wrong.push("has a place of its own in the order");
  return wrong.map((fault) => `${one.outerHTML.replace(/\\s+/g, " ").slice(0, 140)} ${fault}`);
}"""

DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def walk(page: Page) -> list[str]:
    """Tabs through the whole page from its beginning to its end; what is wrong, and what was never reached."""
    page.evaluate(TO_REACH)
    wrong: list[str] = []
    for _ in range(STEPS):
        faults: list[str] | None = page.evaluate(LOOK, [False])
        if faults:
            page.evaluate(DRAWN)
            faults = page.evaluate(LOOK, [True])
        if faults is None:
            break
        wrong += faults
        page.keyboard.press("Tab")
    else:
        wrong.append("there is no end to it")
    missed = page.evaluate(
        "() => [...window.toReach].filter(one => one.isConnected).map(one => one.outerHTML.slice(0, 140))"
    )
    return wrong + [f"{html} is never reached" for html in missed]


def walk_back(page: Page) -> list[str]:
    """The same way back by Shift+Tab: from where the walk ended to where it began, each stop once more."""
    page.evaluate("() => { window.path.at(-1).focus(); }")
    there: int = page.evaluate("() => window.path.length")
    for place in range(there - 2, -1, -1):
        page.keyboard.press("Shift+Tab")
        if not page.evaluate("place => document.activeElement === window.path[place]", place):
            return [f"back at {place}: {page.evaluate('() => document.activeElement.outerHTML.slice(0, 140)')}"]
    return []


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """A low window, where bars that stay cover much."""
    return SIZES[request.param]


@pytest.fixture
def open_page(open_desk: Open, size: tuple[int, int]) -> Callable[[str], Page]:
    """Signs a person in at that size, nothing moving."""

    def opened(name: str) -> Page:
        page = open_desk(name, *size)
        page.emulate_media(reduced_motion="reduce")
        return page

    return opened


def test_the_desk_and_the_card_are_walked_there_and_back(open_page: Callable[[str], Page]) -> None:
    page = open_page("Ирина times")
    assert walk(page) + walk_back(page) == []
    take_next(page)
    assert walk(page) + walk_back(page) == []
    for key in ("F3", "F7"):
        press(page, key)
        panel = page.locator("details.dz-act[open]")
        expect(panel).to_have_count(1)
        expect(panel.locator(":focus")).to_have_count(1)
        # What the form covers was covered by who opened it; Escape brings it back.
        assert [fault for fault in walk(page) if not fault.endswith("lies under something")] == []
        page.locator("details.dz-act[open] > summary").focus()
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
    give_back(page)


def test_each_form_of_an_action_is_opened_by_enter_and_left_by_escape(open_page: Callable[[str], Page]) -> None:
    page = open_page("Ольга times")
    take_next(page)
    forms = page.locator("details.dz-act > summary")
    assert forms.count() > 3
    for place in range(forms.count()):
        opener = forms.nth(place)
        if not opener.is_visible():
            continue
        opener.focus()
        page.keyboard.press("Enter")
        expect(page.locator("details.dz-act[open]")).to_have_count(1)
        expect(page.locator("details.dz-act[open] .dz-panel :focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator("details.dz-act[open]")).to_have_count(0)
        expect(opener).to_be_focused()
    give_back(page)
    expect(page.locator(CARD)).to_have_count(0)


@pytest.mark.parametrize(
    "address", ["/day/", "/search?q=Петренко", "/control/", "/control/orders/?figure=waiting", "/reports/", "/account/"]
)
def test_a_heads_pages_are_walked(open_page: Callable[[str], Page], address: str) -> None:
    page = open_page("Павел quiet")
    page.goto(address)
    rest(page)
    assert walk(page) == []


def test_the_pages_of_the_office_and_the_editor_are_walked(open_page: Callable[[str], Page]) -> None:
    page = open_page("Администратор")
    page.goto("/office/")
    inside = page.evaluate("() => [...document.querySelectorAll('a[href^=\"/office/\"]')].map(one => one.pathname)")
    page.goto("/office/people/")
    persons = page.evaluate(
        "() => [...document.querySelectorAll('a[href^=\"/office/people/\"]')].map(one => one.pathname)"
    )
    drafts = [f"/office/pipelines/envy/draft/{section}" for section in SECTIONS]
    addresses = dict.fromkeys(
        [*inside, "/office/people/new", persons[-1], "/office/shops/1/", "/office/pipelines/envy/", *drafts]
    )
    assert len(addresses) > 15
    found = {}
    for address in addresses:
        page.goto(address)
        rest(page)
        if page.evaluate("document.contentType") == "text/html" and (wrong := walk(page)):
            found[address] = wrong[:5]
    assert found == {}
