"""What services with hosts of their own are asked, and answer, that differs from the published SDK on purpose."""

from __future__ import annotations

from . import edits_of_requests as requests
from . import edits_of_services as edits
from .cases_insight import DOCUMENTS
from .difference import Difference, configured

_NO_DOMAIN = configured(Domain=None)
OF_SERVICES = [
    Difference(
        "the type of data sets",
        tuple(f"{method}: *" for method in DOCUMENTS),
        "the service wants to be told that it is JSON",
        edits.typed_as_json,
    ),
    Difference(
        "slips about data sets and vectors",
        (
            "ci_create_dataset: no document",
            "ci_describe_datasets: no Appid",
            "get_vectors: one key, not in a list",
            "get_vectors: no index",
            "list_vectors: half a segment",
            "put_vectors: not a number",
        ),
        "they are refused before anything is sent",
        requests.refused,
    ),
    Difference(
        "truth in queries",
        ("ci_describe_dataset: *",),
        "it is spelled true and false there; the published SDK spells it as Python does",
        edits.truth_spelled,
    ),
    Difference(
        "data sets in JSON",
        ("ci_describe_dataset: JSON in the answer",),
        "it is read; the published SDK takes it for XML and fails",
        edits.read_as_json,
    ),
    Difference(
        "the host of data sets",
        ("ci_describe_datasets: by the IP", "ci_describe_datasets: a domain"),
        "a bucket's domain has none, and the store's host is another",
        edits.host_of_data_sets,
        _NO_DOMAIN,
    ),
    Difference(
        "one of many data sets",
        (
            "ci_describe_datasets: *",
            "ci_describe_dataset_bindings: *",
            "ci_dataset_simple_query: *",
            "ci_dataset_face_search: *",
            "ci_search_image: *",
        ),
        "what can be many is a list",
        edits.listed,
    ),
    Difference(
        "the host of vectors by IP",
        ("get_vectors: IP and Port", "get_vectors: by the IP"),
        "it is said in the Host header; without a port, too",
        edits.host_of_vectors,
    ),
    Difference(
        "metadata of vectors",
        ("get_vectors: everything", "list_vectors: everything", "query_vectors: everything"),
        "the documentation spells it returnMetadata: both are sent",
        edits.both_spellings,
    ),
]
