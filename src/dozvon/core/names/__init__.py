"""Names of people as clients type them: cleaned, split, judged; nothing is refused, doubts are flagged.

Source of the rules: facts on names, sections 1, 3 and 4.
"""

from __future__ import annotations

from dozvon.core.names.gender import gender
from dozvon.core.names.obscene import obscene
from dozvon.core.names.quality import flags
from dozvon.core.names.split import split
from dozvon.core.names.writing import clean

__all__ = ["clean", "flags", "gender", "obscene", "split"]
