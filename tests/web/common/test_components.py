"""Macros: what a reader of the screen hears, and that nothing typed becomes markup."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import UndefinedError


def rendered(source: str, **context: object) -> str:
    """The template's text with the white space folded."""
    return " ".join(engines["jinja2"].from_string(source).render(context).split())


FORM = '{% from "common/components/form.html" import button, field, select, textarea, checkbox %}'
DISPLAY = '{% from "common/components/display.html" import alert, badge, empty, flag, table %}'
NAVIGATION = '{% from "common/components/navigation.html" import menu, tabs %}'


def test_an_error_is_tied_to_its_field() -> None:
    html = rendered(FORM + '{{ field("city", "City", "Perm", help="Start typing", error="No such city") }}')
    assert '<label for="field-city">City</label>' in html
    assert 'aria-describedby="field-city-help field-city-error" aria-invalid="true"' in html
    assert '<div id="field-city-help" class="dz-help">Start typing</div>' in html
    assert 'id="field-city-error" class="dz-error"' in html
    assert 'value="Perm"' in html


def test_a_sound_field_is_not_called_wrong() -> None:
    html = rendered(FORM + '{{ field("city", "City", required=true, autofocus=false, data_focus=true) }}')
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html
    assert "autofocus" not in html
    assert " required data-focus>" in html


def test_a_password_is_never_sent_back() -> None:
    assert "secret" not in rendered(FORM + '{{ field("password", "Password", "secret", type="password") }}')


@pytest.mark.parametrize("macro", ["field", "textarea"])
def test_what_a_client_typed_stays_text(macro: str) -> None:
    html = rendered(
        FORM + f'{{{{ {macro}("n", evil, evil, help=evil, error=evil, placeholder=evil) }}}}', evil='"><script>'
    )
    assert "<script" not in html
    assert "&#34;&gt;&lt;script&gt;" in html


def test_a_select_keeps_the_chosen_option() -> None:
    html = rendered(
        FORM + '{{ select("p", "Problem", [("busy", "Busy"), ("dropped", "Dropped")], "dropped", empty="-") }}'
    )
    assert '<option value="">-</option>' in html
    assert '<option value="dropped" selected>Dropped</option>' in html
    assert '<option value="busy" >Busy</option>' in html


def test_a_button_shows_and_tells_its_key() -> None:
    html = rendered(FORM + '{{ button("Confirm", tone="primary", key_label="F9", key_code="F9", name="action") }}')
    assert 'class="btn btn-primary"' in html
    assert 'data-key="F9" aria-keyshortcuts="F9"' in html
    assert '<kbd aria-hidden="true">F9</kbd>' in html
    assert 'name="action"' in html


def test_a_checkbox_can_be_checked() -> None:
    assert 'value="1" class="form-check-input" checked' in rendered(FORM + '{{ checkbox("all", "All", checked=true) }}')


def test_a_late_alert_interrupts_and_others_do_not() -> None:
    assert 'role="alert"' in rendered(DISPLAY + '{{ alert("Gone", tone="late") }}')
    assert 'role="alert"' not in rendered(DISPLAY + '{{ alert("Saved", tone="good") }}')


def test_badges_take_their_tone() -> None:
    assert 'class="dz-tag dz-tag-soon"' in rendered(DISPLAY + '{{ badge("soon", "soon") }}')
    assert 'class="dz-tag dz-tag-late"' in rendered(DISPLAY + '{{ flag("number?") }}')


def test_an_empty_state_offers_the_next_step() -> None:
    html = rendered(DISPLAY + '{% call empty("All done", "Nobody waits") %}<a href="/">Next</a>{% endcall %}')
    assert "<strong>All done</strong>" in html
    assert '<a href="/">Next</a>' in html


def test_a_table_has_a_caption_and_headings() -> None:
    html = rendered(
        DISPLAY + '{% call table([("Name", false), ("Sum", true)], "Lines") %}<tr><td>x</td></tr>{% endcall %}'
    )
    assert '<caption class="visually-hidden">Lines</caption>' in html
    assert '<th scope="col" class="dz-number">Sum</th>' in html
    assert "<tr><td>x</td></tr>" in html


def test_a_menu_opens_without_a_script() -> None:
    html = rendered(NAVIGATION + '{% call menu("No answer", key_label="F4", key_code="F4") %}item{% endcall %}')
    assert html.startswith('<details class="dz-menu">')
    assert 'data-key="F4"' in html
    assert '<div class="dz-menu-items">item</div>' in html


def test_the_tab_in_sight_is_marked() -> None:
    html = rendered(NAVIGATION + '{{ tabs([("/a", "New", 12), ("/b", "Late", none)], "/b", "Queues") }}')
    assert html.count("aria-current") == 1
    assert 'href="/b" aria-current="page"' in html
    assert '<span class="dz-tag">12</span>' in html


def test_a_misspelt_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ oder }}", order=1)


def test_filters_are_at_hand() -> None:
    html = rendered(
        '{{ total|money("UAH") }} {{ "+79124883107"|phone }} {{ at|local_time("Europe/Moscow") }} {{ at|due(at) }}',
        total=Decimal(5),
        at=datetime(2025, 10, 3, 11, 7, tzinfo=UTC),
    )
    assert html == "5 ₴ +7 912 488-31-07 14:07 сейчас"


def test_of_the_spaces_a_line_begins_with_one_is_left_and_what_is_typed_keeps_its_own() -> None:
    source = '<ul>\n    <li {% if true %}a{% endif %}\n        b>\n  c</li></ul>{{ textarea("t", "T", "  x\\n   y") }}'
    html = engines["jinja2"].from_string(FORM + source).render({})
    assert html.startswith("<ul>\n <li a b>\n c</li></ul>")
    assert "\n  x\n   y</textarea>" in html


def test_what_stands_still_is_drawn_once_in_each_language() -> None:
    drawn = {}
    for language in ("ru", "en", "ru"):
        with translation.override(language):
            drawn[language] = rendered('{{ render_static("desk/keys.html") }}')
            assert drawn[language] == rendered('{% include "desk/keys.html" %}')
    assert drawn["ru"] != drawn["en"]
