"""What a published version keeps of a pipeline."""

from __future__ import annotations

from typing import Any

from dozvon.core.pipeline.document import Pipeline


def stored_document(pipeline: Pipeline) -> dict[str, Any]:
    """The pipeline as a version and a draft keep it."""
    return pipeline.model_dump(mode="json", exclude_none=True)
