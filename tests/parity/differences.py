"""Where we differ from the published SDK: on purpose, each with its reason; and where we should not."""

from __future__ import annotations

from .difference import Bug, Difference
from .differing_answers import OF_ANSWERS
from .differing_audits import OF_AUDITS
from .differing_media import OF_MEDIA
from .differing_operations import OF_OPERATIONS
from .differing_pictures import OF_PICTURES
from .differing_requests import OF_REQUESTS
from .differing_services import OF_SERVICES
from .differing_speech import OF_SPEECH
from .differing_transfers import OF_TRANSFERS

DIFFERENCES: list[Difference] = [
    *OF_REQUESTS,
    *OF_ANSWERS,
    *OF_OPERATIONS,
    *OF_SERVICES,
    *OF_TRANSFERS,
    *OF_MEDIA,
    *OF_PICTURES,
    *OF_SPEECH,
    *OF_AUDITS,
]
BUGS: list[Bug] = []
