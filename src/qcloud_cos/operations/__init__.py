"""Every operation of the XML API, one class an area."""

from qcloud_cos.operations.accesslogs import AccessLogs
from qcloud_cos.operations.acl import Acl
from qcloud_cos.operations.archives import Archives
from qcloud_cos.operations.buckets import Buckets
from qcloud_cos.operations.copying import Copying
from qcloud_cos.operations.deletion import Deletion
from qcloud_cos.operations.domains import Domains
from qcloud_cos.operations.fetching import Fetching
from qcloud_cos.operations.forms import Forms
from qcloud_cos.operations.inventory import Inventories
from qcloud_cos.operations.links import Links
from qcloud_cos.operations.listings import Listings
from qcloud_cos.operations.live import LiveChannels
from qcloud_cos.operations.multipart import Multipart
from qcloud_cos.operations.objects import Objects
from qcloud_cos.operations.origin import Origins
from qcloud_cos.operations.overview import Overview
from qcloud_cos.operations.policy import Policies
from qcloud_cos.operations.presigning import Presigning
from qcloud_cos.operations.processing import Processing
from qcloud_cos.operations.protection import Protection
from qcloud_cos.operations.replication import Replication
from qcloud_cos.operations.rules import Rules
from qcloud_cos.operations.selecting import Selecting
from qcloud_cos.operations.serving import Serving
from qcloud_cos.operations.tagging import Tags
from qcloud_cos.operations.tiering import Tiering
from qcloud_cos.operations.versions import Versions
from qcloud_cos.operations.website import Website


class Operations(
    Overview,
    Buckets,
    Acl,
    Rules,
    Versions,
    Tags,
    Website,
    Tiering,
    Protection,
    Replication,
    AccessLogs,
    Policies,
    Domains,
    Origins,
    Serving,
    Inventories,
    LiveChannels,
    Listings,
    Deletion,
    Objects,
    Links,
    Archives,
    Selecting,
    Copying,
    Multipart,
    Fetching,
    Presigning,
    Processing,
    Forms,
):
    """All of them."""
