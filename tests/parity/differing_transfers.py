"""What transfers of many requests do differently on purpose."""

from __future__ import annotations

from . import edits_of_operations as operations
from . import edits_of_requests as requests
from . import edits_of_transfers as edits
from .case import Case
from .difference import Difference, passing
from .spoken import Memory


def _at_once(case: Case) -> Case:
    return passing(Body=Memory(case.arguments["Body"].content))(case)


OF_TRANSFERS = [
    Difference(
        "unfinished uploads",
        ("upload_file: two parts*",),
        "one that the key happens to have may be another program's, and keeps its old metadata: it is let alone",
        edits.none_looked_for,
        edits.none_begun,
    ),
    Difference(
        "a file that is not there",
        ("upload_file: no file",),
        "one kind of error to catch, which is a FileNotFoundError all the same",
        edits.client_error_instead,
    ),
    Difference(
        "progress of one part",
        ("upload_file: a small file, listened to", "download_file: a small object, listened to"),
        "whoever listens hears of every transfer",
        edits.told_once,
    ),
    Difference(
        "damaged uploads",
        ("upload_file*: *damaged*",),
        "the checksum of what COS stored is checked, and what arrived damaged sent again, twice",
        edits.damage_noticed,
    ),
    Difference(
        "parts that fail",
        (
            "*: two parts, the second refused",
            "*: two parts, the second lost",
            "download_file: the second range refused",
        ),
        "the part's own error is raised, what has not begun is not sent, and nothing is left behind",
        edits.its_own_error,
    ),
    Difference(
        "uploads that cannot be completed",
        ("upload_file: two parts, not to be completed",),
        "their parts are removed, as those of other failed uploads are",
        operations.aborted,
    ),
    Difference(
        "callbacks",
        ("upload_file*: two parts with callbacks",),
        "they are for the request that makes the object, and no other",
        edits.called_back_at_the_end,
    ),
    Difference(
        "forbidden overwrites",
        ("upload_file*: two parts with its description",),
        "COS asks for it with the request that makes the object, too",
        edits.forbidden_at_the_end,
    ),
    Difference(
        "sizes of parts",
        ("*: parts of no size", "download_file: parts of half a MiB"),
        "what cannot be is refused before anything is sent",
        edits.refused,
    ),
    Difference(
        "keys and limits of parts",
        (
            "upload_file_from_buffer: two parts with a key for its content",
            "upload_file_from_buffer: two parts with TrafficLimit",
            "copy: two parts with TrafficLimit",
        ),
        "COS wants them with each part",
        edits.said_with_each_part,
    ),
    Difference(
        "readers that give less",
        ("upload_file_from_buffer: a reader that has half of a part at once",),
        "less than was asked for is not the end; the published SDK loses the rest",
        instead=_at_once,
    ),
    Difference(
        "pinned downloads",
        ("download_file: *",),
        "If-Match, so that no range comes from an object that took the other's place",
        edits.pinned,
    ),
    Difference(
        "ranges of downloads",
        ("download_file: a part of it*",),
        "the file is the object; the published SDK heeds Range for small ones only",
        edits.refused,
    ),
    Difference(
        "downloads of nothing",
        ("download_file: an empty object",),
        "its length is known from the HEAD",
        edits.not_asked_for,
    ),
    Difference(
        "the most ranges",
        ("download_file: fewer ranges than its parts",),
        "they grow by as much as is needed; the published SDK doubles them",
        edits.equal_ranges,
    ),
    Difference(
        "downloads that are refused",
        ("download_file: a key that merges away", "download_file: a key with only a dot"),
        "before anything is sent",
        requests.refused,
    ),
    Difference(
        "files of failed downloads",
        ("download_file: replaced meanwhile", "download_file: two ranges with no such keyword"),
        "what was written so far is removed",
        operations.nothing_beside,
    ),
    Difference(
        "damaged downloads",
        ("download_file: *damaged on*",),
        "the checksum is checked before the file gets its name",
        edits.file_untouched,
    ),
    Difference(
        "pinned copies",
        ("copy: *",),
        "a condition, so that nothing comes from an object that took the source's place",
        edits.source_pinned,
    ),
    Difference(
        "the description of copies in parts",
        (
            "copy: two parts with [!a]*",
            "copy: two parts with a *",
            "copy: two parts of a version",
            "copy: two parts, *",
            "copy: a big object in the same region*",
        ),
        "CopyStatus Copy means that it is the source's, however it is copied",
        edits.described_as_the_source,
    ),
    Difference(
        "the key of a source",
        ("copy: two parts with the source's key",),
        "it belongs to the copies of parts; the upload itself reads no source",
        edits.source_key_where_it_counts,
    ),
    Difference(
        "dots in the key of a source",
        (
            "copy: from a key with a*dot segment",
            "copy: from a key with dots before a slash",
            "copy: from a key with three dots",
            "copy: from a key with only a dot",
        ),
        "it is asked for as it is signed; the published SDK's HTTP library merges them away",
        edits.path_of_the_source,
    ),
    Difference(
        "big copies within a region",
        ("copy: a big object in the same region",),
        "one request copies 5 GiB at most, wherever it is",
        edits.in_this_region,
        edits.elsewhere,
    ),
]
