"""One key for every spelling of a city's name, and the parts of an address that may hold one."""

from __future__ import annotations

import re

_KIND = re.compile(
    r"^(?:(?:город|гор|місто|мiсто|посёлок|поселок|пос|селище|смт|пгт|рп|село|деревня|дер|станица|ст-ца|аул|хутор|city)\b\.?"
    r"|[гмсдп]\.|[гм]\s)\s*"
)
_KIND_AFTER = re.compile(r"\s+(?:город|гор\.?|г\.?|city)$")
_DROPPED = re.compile(r"['’ʼ`\"«»().ʹ′]")
_SPACES = re.compile(r"[\s\-–—_]+")
_FOLD = str.maketrans("ёґ", "ег")
_SHORT = {
    "спб": "санкт петербург", "питер": "санкт петербург", "мск": "москва", "екб": "екатеринбург", "нск": "новосибирск",
    "ростов на д": "ростов на дону", "н новгород": "нижний новгород",
}  # fmt: skip


def key(name: str) -> str:
    """The key under which a city is found: lower case, no kind (`г.`), ё as е, hyphens as spaces."""
    if name.isalpha() and len(name) < 40:
        text = name.lower().translate(_FOLD)
        return _SHORT.get(text, text)
    text = _SPACES.sub(" ", name[:200].lower().translate(_FOLD)).strip()
    text = _KIND_AFTER.sub("", _KIND.sub("", text))
    text = _SPACES.sub(" ", _DROPPED.sub("", text)).strip()
    return _SHORT.get(text, text)
