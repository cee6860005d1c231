"""What looks wrong with a name. Flags are for the operator to see; none of them refuses an order."""

from __future__ import annotations

import re

from dozvon.core.names.given import words_of
from dozvon.core.names.obscene import obscene
from dozvon.core.names.writing import COMPANY_MARKERS, CYRILLIC, LATIN, ORDINARY

HAS_DIGITS, HAS_URL_OR_AT, HAS_EMOJI, SINGLE_LETTER = "has_digits", "has_url_or_at", "has_emoji", "single_letter"
REPEAT, KEYBOARD_ROW, NO_VOWEL, MIXED_SCRIPT = "repeat", "keyboard_row", "no_vowel", "mixed_script"
SAME_AS_PHONE, TEST_WORD, PROFANITY = "all_same_as_phone", "test_word", "profanity"
TOO_LONG, COMPANY_MARKER = "name_too_long", "company_marker"

LONGEST = 80  # characters; facts on names, section 3
_READ = 1000  # characters judged

_URL_OR_AT = re.compile(r"@|://|\bwww\.|\bt\.me\b|\w\.(?:ru|com|ua|net|org|by|kz|su|рф|укр)\b", re.IGNORECASE)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]")
_THREE = re.compile(r"(\S)\1\1")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("аеёиоуыэюяіїєaeiouyàáâäåæèéêëìíîïòóôöøùúûüý")

_TEST_WORDS = words_of(
    """
    тест тесты тестовый тестовая тестовое тестирование проверка проба пробный test tester testing аноним анонимно
    анонимус anonymous клиент покупатель заказчик заказ нет нету хз никто некто имя фамилия отчество ввв фио name noname
    user guest гость admin админ без указано клієнт покупець замовник немає ніхто прізвище перевірка гість asd qwe
    йцу фыв
    """
)
_TEST_STARTS = ("тест ", "тестовый ", "тестовая ", "тестовое ", "test ")
_ROWS = words_of("йцукенгшщзхъ фывапролджэ ячсмитьбю йцукенгшщзхї фівапролджє qwertyuiop asdfghjkl zxcvbnm")
# Four neighbours of a row that stand in real names too: Смит, Сапронов, Wertheim.
_INNOCENT_ROWS = words_of("смит мить прол апро wert trew rewq тимс лорп poiu")
_NEIGHBOURS = (
    frozenset(row[start : start + 4] for line in _ROWS for row in (line, line[::-1]) for start in range(len(row) - 3))
    - _INNOCENT_ROWS
)


def flags(raw: str, phone_e164: str | None = None) -> tuple[str, ...]:
    """The quality flags of a name as typed; none for an empty one. Never raises."""
    ordinary = len(raw) <= LONGEST and ORDINARY.fullmatch(raw) is not None
    text = raw if ordinary else raw[:_READ].strip()
    if not text:
        return ()
    lowered = text.lower()
    words = lowered.split() if ordinary else _WORD.findall(lowered)
    found = [] if ordinary else _unusual(raw, text, words, phone_e164)
    company = not COMPANY_MARKERS.isdisjoint(words)
    if _THREE.search(lowered) is not None and not company:  # ООО is no slip of the finger
        found.append(REPEAT)
    if any(lowered[i : i + 4] in _NEIGHBOURS for i in range(len(lowered) - 3)):
        found.append(KEYBOARD_ROW)
    if any(len(word) > 2 and _VOWELS.isdisjoint(word) for word in words):
        found.append(NO_VOWEL)
    if (_TEST_WORDS.issuperset(words) if words else not found) or lowered.startswith(_TEST_STARTS):
        found.append(TEST_WORD)
    if company:
        found.append(COMPANY_MARKER)
    if obscene(text):
        found.append(PROFANITY)
    return tuple(found)


def _unusual(raw: str, text: str, words: list[str], phone_e164: str | None) -> list[str]:
    """Flags that a name of plain capitalised Cyrillic words cannot have."""
    digits = "".join(_DIGIT.findall(text))
    checks = (
        (HAS_DIGITS, bool(digits)),
        (HAS_URL_OR_AT, _URL_OR_AT.search(text) is not None),
        (HAS_EMOJI, _EMOJI.search(text) is not None),
        (SINGLE_LETTER, len(words) == 1 and len(words[0]) == 1),
        (MIXED_SCRIPT, any(CYRILLIC.search(word) is not None and LATIN.search(word) is not None for word in words)),
        (SAME_AS_PHONE, len(digits) >= 9 and phone_e164 is not None and digits[-9:] == phone_e164[-9:]),
        (TOO_LONG, len(raw) > LONGEST),
    )
    return [flag for flag, holds in checks if holds]
