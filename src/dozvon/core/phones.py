"""Any spelling of a telephone number to E.164, with what is wrong with it.

Home countries are Russia, Ukraine, Kazakhstan and Belarus. A well-formed Russian or Ukrainian mobile is read
by a pattern of its own; everything else goes to `phonenumbers`, which is imported on first need.
Source of the rules and of the suspicious patterns: facts on names, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

HOME_COUNTRIES = frozenset({"RU", "UA", "KZ", "BY"})

MOBILE, FIXED, TOLL_FREE, UNKNOWN = "mobile", "fixed", "toll_free", "unknown"

# Flags. The first four leave no usable number; a suspect one may still be real (there are "beautiful" numbers).
EMPTY, TOO_SHORT, TOO_LONG, INVALID, SUSPECT = "empty", "too_short", "too_long", "invalid_phone", "suspect_phone"


class Phone(NamedTuple):
    """One number as read.

    `e164` is None when no number can be made of the text; a possible but not valid one keeps its E.164 and the
    flag `invalid_phone`. `country` is ISO 3166 alpha-2. SMS may go to kind `mobile` only.
    """

    e164: str | None
    raw: str
    country: str | None
    kind: str
    flags: tuple[str, ...]


_GAP = r"[\s\-().\u2010-\u2015\u00a0]*"
# 9300 is the only part of 9xx with holes: left to phonenumbers. 7 and 8 mean +7 in the home countries only.
_RU_MOBILE = re.compile(rf"(\+7|7|8)?{_GAP}(?!9{_GAP}300)(9\d\d){_GAP}(\d{{3}}){_GAP}(\d\d){_GAP}(\d\d)", re.ASCII)
_UA_MOBILE = re.compile(
    rf"(\+?38|){_GAP}0{_GAP}(39|50|6[36-8]|7[1-357]|9[1-9]){_GAP}(\d{{3}}){_GAP}(\d\d){_GAP}(\d\d)", re.ASCII
)
_MAX_DIGITS = 20  # the longest number is 15 digits; five more are trunk and international prefixes
_READ = 400  # characters looked at; nobody writes a number farther on

# The facts call any run of six digits fake, and 8 (916) 123-45-67 in order: samples win, whole rows are fake.
_RUNS = "|".join(run[i : i + 9] for run in ("01234567890", "09876543210") for i in range(len(run) - 8))
_FAKE = re.compile(rf"(\d)\1{{6}}$|{_RUNS}|(?:7654321|0123456)$|(?=\d{{7}}$)(?:\d?(\d\d)\2\2\d?|\d?(\d{{3}})\3)\d?$")


def normalise(raw: str, country: str) -> Phone:
    """The number in `raw`, written by somebody in `country` (ISO code). Never raises.

    >>> normalise("8 (916) 488-31-07", "RU").e164
    '+79164883107'
    """
    text = raw[:_READ].strip()
    match = _RU_MOBILE.fullmatch(text)
    if match is not None:
        code, a, b, c, d = match.groups()
        if code == "+7" or (country in HOME_COUNTRIES if code else country in ("RU", "KZ")):
            national = a + b + c + d
            return Phone("+7" + national, raw, "RU", MOBILE, (SUSPECT,) if _looks_fake(national) else ())
    match = _UA_MOBILE.fullmatch(text)
    if match is not None and (match[1] or country in ("UA", "RU")):
        national = match[2] + match[3] + match[4] + match[5]
        return Phone("+380" + national, raw, "UA", MOBILE, (SUSPECT,) if _looks_fake(national) else ())
    return _slow(raw, text, country)


def _looks_fake(national: str) -> bool:
    tail = national[-9:]
    return len(set(tail)) <= 2 or _FAKE.search(national) is not None


_EXTENSION = re.compile(r"\s*(?:доб|доп|вн\b|внутр|дод|ext|extension|#|;|x\s*\d).*", re.IGNORECASE | re.DOTALL)
_BETWEEN_NUMBERS = re.compile(r"[,;/|\n]|\bили\b|\bабо\b|\bor\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")


# What digits may mean: (countries of the writer, the whole text of sign and digits, code put before the group).
# Read from the top; the first reading that makes a valid number wins, so the likeliest stand first.
_HOME = "RU KZ UA BY"
_READINGS = tuple(
    (frozenset(countries.split()), re.compile(pattern, re.ASCII), code)
    for countries, pattern, code in (
        ("UA", r"80(\d{9})", "380"),
        ("BY", r"80(\d{9})", "375"),
        (_HOME, r"[78](\d{10})", "7"),
        (_HOME, r"\+8(9\d{9})", "7"),
        (_HOME, r"\+?(?:78|87)(9\d{9})", "7"),  # both +7 and 8 were typed
        ("UA", r"\+?38([3-9]\d{8})", "380"),
        ("RU KZ", r"([34789]\d{9})", "7"),
        ("UA", r"0?(\d{9})", "380"),
        ("BY", r"0?(\d{9})", "375"),
        (_HOME, r"0(\d{9})", "380"),  # only Ukraine writes ten digits from zero
        (_HOME, r"80(\d{9})", "380"),
        ("RU KZ BY", r"810(\d{9,})", ""),
        (_HOME, r"00(\d{9,})", ""),
        (_HOME, r"(\d{11,})", ""),
        ("RU KZ", r"[78](\d{11,})", "7"),  # never valid: says "too long"
        ("UA", r"0(\d{10,})", "380"),
    )
)


def _slow(raw: str, text: str, country: str) -> Phone:
    digits, plus = _digits(_first_number(text))
    if not digits:
        return Phone(None, raw, None, UNKNOWN, (INVALID,) if text else (EMPTY,))
    if len(digits) > _MAX_DIGITS or len(raw) > _READ:
        return Phone(None, raw, None, UNKNOWN, (TOO_LONG,))
    import phonenumbers  # 40 ms and several MB: only for numbers that need it

    faults: list[str] = []
    possible: PhoneNumber | None = None
    for candidate in _candidates(digits, plus, country):
        try:
            number = phonenumbers.parse(candidate, country if country not in HOME_COUNTRIES else None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return _read(raw, number, valid=True)
        fault = _length_fault(number)
        if fault is None:
            possible = possible or number
        else:
            faults.append(fault)
    if possible is not None:
        return _read(raw, possible, valid=False)
    faults.append(TOO_SHORT if len(digits) < _SHORTEST.get(country, 7) else INVALID)
    return Phone(None, raw, None, UNKNOWN, (faults[0],))


_SHORTEST = {"RU": 10, "KZ": 10, "UA": 9, "BY": 9}
_NATIONAL_LENGTH = {7: 10, 380: 9, 375: 9}  # phonenumbers also allows the few longer service numbers


def _length_fault(number: PhoneNumber) -> str | None:
    """What is wrong with the length of a number that is not valid; None when the length is right."""
    import phonenumbers

    right = _NATIONAL_LENGTH.get(number.country_code or 0)
    if right is not None:
        length = len(phonenumbers.national_significant_number(number))
        return None if length == right else TOO_SHORT if length < right else TOO_LONG
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return TOO_LONG if reason == phonenumbers.ValidationResult.TOO_LONG else TOO_SHORT


def _candidates(digits: str, plus: bool, country: str) -> Iterator[str]:
    """What the digits may mean, the likeliest first, each as text with its country code and a plus."""
    if plus:
        yield "+" + digits
    written = "+" + digits if plus else digits
    for countries, pattern, code in _READINGS:
        if country in countries and (match := pattern.fullmatch(written)) is not None:
            yield f"+{code}{match[1]}"
    if country not in HOME_COUNTRIES and not plus:
        yield digits
        if len(digits) >= 11:
            yield "+" + digits


def _read(raw: str, number: PhoneNumber, *, valid: bool) -> Phone:
    import phonenumbers

    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    country = phonenumbers.region_code_for_number(number)
    if country is None:
        country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    kind = _KINDS.get(phonenumbers.number_type(number), UNKNOWN)
    suspect = _looks_fake(str(number.national_number).zfill(9))
    flags = (() if valid else (INVALID,)) + ((SUSPECT,) if suspect else ())
    return Phone(e164, raw, country if len(country) == 2 else None, kind, flags)


# PhoneNumberType: 0 fixed, 1 mobile, 2 either (SMS may go there), 3 free for the caller.
_KINDS = {0: FIXED, 1: MOBILE, 2: MOBILE, 3: TOLL_FREE}


def _first_number(text: str) -> str:
    """The first of several numbers in one field, without its extension."""
    for part in _BETWEEN_NUMBERS.split(text):
        bare = _EXTENSION.sub("", part)
        if len(_DIGIT.findall(bare)) >= 9:
            return bare
    return text


def _digits(text: str) -> tuple[str, bool]:
    """ASCII digits of `text` (decimal digits of any script count) and whether a plus stands before them."""
    found = _DIGIT.search(text)
    if found is None:
        return "", False
    before = text[: found.start()]
    return "".join(str(int(digit)) for digit in _DIGIT.findall(text)), "+" in before or "\uff0b" in before


def search_digits(text: str) -> str:
    """The digits of a look-up text: of E.164 when it is a whole home number, else as they stand."""
    digits, _plus = _digits(text[:_READ])
    if len(digits) < 10:
        return digits
    phone = normalise(text, "RU")
    return digits if phone.e164 is None else phone.e164[1:]


def search_prefixes(text: str, country: str) -> tuple[str, ...]:
    """The beginnings of E.164 (digits only) that a number typed from the front may mean, the likeliest first.

    >>> search_prefixes("8 916", "RU")
    ('7916', '8916', '78916')
    """
    digits, plus = _digits(text[:_READ])
    if plus or not digits:
        return (digits,) if digits else ()
    trunks = {"RU": (("8", "7"), ("", "7")), "KZ": (("8", "7"), ("", "7")), "UA": (("80", "380"), ("0", "380"))}
    trunks["BY"] = (("80", "375"), ("", "375"))
    found = [
        code + digits[len(trunk) :] for trunk, code in trunks.get(country, ()) if trunk and digits.startswith(trunk)
    ]
    found.append(digits)
    found += [code + digits for trunk, code in trunks.get(country, ()) if not trunk and not digits.startswith(code)]
    return tuple(dict.fromkeys(found))


def pretty(e164: str) -> str:
    """The number as people of its country read it: `+7 912 488-31-07`, `+380 67 123-45-67`. Other text as it is."""
    for pattern, shape in _SHAPES:
        if (match := pattern.fullmatch(e164)) is not None:
            return match.expand(shape)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", e164):
        return e164
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


_SHAPES = (
    (re.compile(r"\+7(\d{3})(\d{3})(\d\d)(\d\d)", re.ASCII), r"+7 \1 \2-\3-\4"),
    (re.compile(r"\+(380|375)(\d\d)(\d{3})(\d\d)(\d\d)", re.ASCII), r"+\1 \2 \3-\4-\5"),
)
