"""Telephone numbers: any spelling to E.164, doubts named, never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core import phones
from dozvon.core.phones import normalise

COUNTRIES = st.sampled_from(["RU", "UA", "KZ", "BY", "DE", "", "zz"])


@pytest.mark.parametrize(
    ("raw", "country", "e164", "owner"),
    [
        ("8 (916) 123-45-67", "RU", "+79161234567", "RU"),
        ("9161234567", "RU", "+79161234567", "RU"),
        ("8 10 380 67 123 45 67", "RU", "+380671234567", "UA"),
        ("0501234567", "UA", "+380501234567", "UA"),
        ("+7 701 234-56-78", "RU", "+77012345678", "KZ"),
        ("8 (701) 234 56 78", "KZ", "+77012345678", "KZ"),
        ("80 29 648 31 07", "BY", "+375296483107", "BY"),
        ("8 029 648-31-07", "BY", "+375296483107", "BY"),
        ("296483107", "BY", "+375296483107", "BY"),
        ("375 29 648 31 07", "RU", "+375296483107", "BY"),
        ("00380674883107", "UA", "+380674883107", "UA"),
        ("80674883107", "UA", "+380674883107", "UA"),
        ("38 (067) 488-31-07", "UA", "+380674883107", "UA"),
        ("38 (67) 488-31-07", "UA", "+380674883107", "UA"),
        ("0674883107", "RU", "+380674883107", "UA"),
        ("89164883107", "UA", "+79164883107", "RU"),
        ("+7 8 916 488 31 07", "RU", "+79164883107", "RU"),
        ("+8 916 488 31 07", "RU", "+79164883107", "RU"),
        ("89164883107, 89164883108", "RU", "+79164883107", "RU"),
        ("тел. 8(916)488-31-07 Иван", "RU", "+79164883107", "RU"),
        ("٠٦٧٤٨٨٣١٠٧", "UA", "+380674883107", "UA"),
        ("＋７９１６４８８３１０７", "UA", "+79164883107", "RU"),
        ("0174 6483107", "DE", "+491746483107", "DE"),
    ],
)
def test_a_spelling_is_read_as_its_e164(raw: str, country: str, e164: str, owner: str) -> None:
    phone = normalise(raw, country)
    assert (phone.e164, phone.country) == (e164, owner)
    assert not {phones.INVALID, phones.TOO_SHORT, phones.TOO_LONG} & set(phone.flags)


@pytest.mark.parametrize(
    ("raw", "country", "e164", "flags"),
    [
        ("70000000000", "RU", "+70000000000", {"invalid_phone", "suspect_phone"}),
        ("7 000 000 00 00", "RU", "+70000000000", {"invalid_phone", "suspect_phone"}),
        ("+7 999 999-99-99", "RU", "+79999999999", {"suspect_phone"}),
        ("+380999999999", "UA", "+380999999999", {"suspect_phone"}),
        ("8 916 121212 4", "RU", "+79161212124", {"suspect_phone"}),
        ("8 916 7654321", "RU", "+79167654321", {"suspect_phone"}),
        ("+7916123456", "RU", None, {"too_short"}),
        ("123-45-67", "RU", None, {"too_short"}),
        ("112", "UA", None, {"too_short"}),
        ("891648831075", "RU", None, {"too_long"}),
        ("06748831075", "UA", None, {"too_long"}),
        ("1" * 10_000, "RU", None, {"too_long"}),
        ("нет", "RU", None, {"invalid_phone"}),
        ("\x00\x00", "RU", None, {"invalid_phone"}),
        ("😀", "RU", None, {"invalid_phone"}),
        (" ", "RU", None, {"empty"}),
        ("8916123456", "RU", "+78916123456", {"invalid_phone"}),
        ("8 (916) 123-45-67", "RU", "+79161234567", set()),
        ("8 912 345 67 89", "RU", "+79123456789", {"suspect_phone"}),
        ("+7 912 488-31-07", "RU", "+79124883107", set()),
    ],
)
def test_what_is_wrong_with_a_number_is_named(raw: str, country: str, e164: str | None, flags: set[str]) -> None:
    phone = normalise(raw, country)
    assert phone.e164 == e164
    assert set(phone.flags) == flags


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("8 916 488 31 07", "mobile"),
        ("8 (495) 488-31-07", "fixed"),
        ("8 800 555-35-35", "toll_free"),
        ("70000000000", "unknown"),
        ("067 488 31 07", "mobile"),
    ],
)
def test_the_kind_says_where_a_message_may_go(raw: str, kind: str) -> None:
    assert normalise(raw, "RU").kind == kind


@given(st.text(), COUNTRIES)
def test_no_text_breaks_the_reading_and_raw_is_kept(text: str, country: str) -> None:
    phone = normalise(text, country)
    assert phone.raw == text
    assert phone.e164 is not None or phone.flags


@given(st.text(alphabet="0123456789+-() .,доб#", max_size=24), COUNTRIES)
def test_reading_the_result_again_changes_nothing(text: str, country: str) -> None:
    once = normalise(text, country)
    if once.e164 is not None:
        assert normalise(once.e164, country)[0::2] == (once.e164, once.country, once.flags)


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, str, str]:
    """An E.164 mobile number, a spelling of it, the country where it is written."""
    country = draw(st.sampled_from(["RU", "UA"]))
    if country == "RU":
        code = draw(st.sampled_from(["912", "916", "938", "999", "950"]))
        prefix, e164 = draw(st.sampled_from(["+7", "7", "8", "", "8 ", "+7 "])), "+7"
    else:
        code = draw(st.sampled_from(["67", "50", "93", "63"]))
        prefix, e164 = draw(st.sampled_from(["+380", "380", "0", "+38 0", "80", ""])), "+380"
    number = draw(st.text(alphabet="0123456789", min_size=7, max_size=7))
    gap = st.sampled_from(["", " ", "-", "  ", "\u00a0", " - ", "."])
    opening, closing = draw(st.sampled_from([("", ""), ("(", ")"), (" (", ") ")]))
    body = number[:3] + draw(gap) + number[3:5] + draw(gap) + number[5:]
    edge = draw(st.sampled_from(["", " ", "\t", "\n"]))
    return e164 + code + number, edge + prefix + opening + code + closing + draw(gap) + body + edge, country


@given(spelled())
def test_every_spelling_of_one_number_gives_the_same_e164(case: tuple[str, str, str]) -> None:
    e164, raw, country = case
    phone = normalise(raw, country)
    assert (phone.e164, phone.country, phone.kind) == (e164, country, "mobile")


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True))
def test_the_short_way_agrees_with_the_long_one(national: str) -> None:
    short = normalise("+7" + national, "RU")
    long = normalise("tel +7" + national, "RU")
    assert short[:1] + short[2:] == long[:1] + long[2:]


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+79124883107", "+7 912 488-31-07"),
        ("+380671234567", "+380 67 123-45-67"),
        ("+375296483107", "+375 29 648-31-07"),
        ("+14155552671", "+1 415-555-2671"),
        ("не номер", "не номер"),
    ],
)
def test_a_number_is_shown_as_people_read_it(e164: str, shown: str) -> None:
    assert phones.pretty(e164) == shown


@given(st.text())
def test_showing_and_searching_never_break(text: str) -> None:
    assert isinstance(phones.pretty(text), str)
    assert phones.search_digits(text).isascii()
    assert all(part.isdigit() for part in phones.search_prefixes(text, "UA"))


def test_a_whole_number_is_searched_by_its_e164_and_a_part_by_its_digits() -> None:
    assert phones.search_digits("8 (916) 488-31-07") == "79164883107"
    assert phones.search_digits("31-07") == "3107"


@pytest.mark.parametrize(
    ("typed", "country", "meant"),
    [
        ("8 916", "RU", "7916"),
        ("916", "RU", "7916"),
        ("067", "UA", "38067"),
        ("+7916", "UA", "7916"),
        ("29", "BY", "37529"),
    ],
)
def test_a_beginning_is_searched_as_e164_would_begin(typed: str, country: str, meant: str) -> None:
    assert meant in phones.search_prefixes(typed, country)
