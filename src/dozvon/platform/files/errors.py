"""Why a file cannot be kept or given."""


class FileRefused(Exception):
    """The file cannot be kept."""


class FileTooLarge(FileRefused):
    """It is larger than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the file is larger than {limit:,} bytes")
        self.limit = limit


class QuotaExceeded(FileRefused):
    """All files together would take more than DOZVON_FILES_QUOTA, `quota` bytes."""

    def __init__(self, quota: int) -> None:
        super().__init__(f"all files together would take more than DOZVON_FILES_QUOTA ({quota:,} bytes)")
        self.quota = quota


class FileNotFound(Exception):
    """There is no such file for this actor."""
