"""What services with hosts of their own would have to be asked to do what is meant: see `edits_of_requests`."""

from __future__ import annotations

import json
import re

from .case import Case
from .edits_of_requests import given, resign, rewritten
from .seen import Seen

_MANY = ("Datasets", "Bindings", "Files", "FaceResult", "ImageResult")


def typed_as_json(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        if "content-type" not in sent.headers:
            given(sent, {"content-type": "application/json"})


def truth_spelled(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.query = [(name, value.lower() if name == "statistics" else value) for name, value in sent.query]
        resign(sent)


def read_as_json(seen: Seen, case: Case) -> None:
    seen.error = None
    seen.result = dict(case.answer.headers), json.loads(case.answer.body)


def host_of_data_sets(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.host = f"{case.config['Appid']}.ci.ap-guangzhou.myqcloud.com"
        resign(sent)


def listed(seen: Seen, case: Case) -> None:
    if seen.error is None:
        _, document = seen.result
        for name in _MANY:
            if isinstance(document.get(name), dict):
                document[name] = [document[name]]


def host_of_vectors(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        sent.origin = f"https://{case.config['IP']}:{case.config.get('Port', 443)}"
        sent.host = "vectors.ap-guangzhou.coslake.com"
        resign(sent)


def both_spellings(seen: Seen, case: Case) -> None:
    for sent in seen.sent:
        said = rb'"returnMetaData": (true|false)'
        rewritten(sent, re.sub(said, rb'\g<0>, "returnMetadata": \1', sent.body))
