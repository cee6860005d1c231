"""What can be wrong with a pipeline that is asked for."""


class PipelineNotFound(Exception):
    """There is no such pipeline, version or draft, or it is not this actor's business."""
