"""A file as an answer: Django says which one, the ASGI router sends its bytes, so that no fast thread waits for a disk.

Browsers download it and never run it: an attachment of its own type, in a sandbox.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse

from dozvon.platform.files import store
from dozvon.platform.files.models import StoredFile
from dozvon.platform.serving.sending import FILE_HEADER

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def file_answer(file: StoredFile) -> HttpResponse:
    """The answer for a file that the actor was found to be allowed; its body is added by the router."""
    headers = {
        **_HEADERS,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        FILE_HEADER: str(store.path_of(file.blob.digest)),
    }
    return HttpResponse(content_type=file.blob.media_type, headers=headers)
