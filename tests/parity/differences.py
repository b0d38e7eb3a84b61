"""Where we differ from the published SDK: on purpose, each with its reason; and where we should not."""

from __future__ import annotations

from .difference import Bug, Difference
from .differing_answers import OF_ANSWERS
from .differing_operations import OF_OPERATIONS
from .differing_requests import OF_REQUESTS
from .differing_transfers import OF_TRANSFERS

DIFFERENCES: list[Difference] = [*OF_REQUESTS, *OF_ANSWERS, *OF_OPERATIONS, *OF_TRANSFERS]
BUGS: list[Bug] = [
    Bug(
        "Callback and CallbackVar belong to the request that completes an upload, too",
        requests=("upload_file: two parts with callbacks",),
    ),
    Bug(
        "a copy, or an upload of what can be read, that COS refuses to complete leaves its parts behind",
        requests=(
            "upload_file_from_buffer: two parts, not to be completed",
            "copy: two parts, not to be completed",
        ),
    ),
    Bug(
        "download_file with Range raises TypeError",
        requests=("download_file: a part of it*",),
        outcomes=("download_file: a part of it*",),
    ),
]
