"""Every operation of the XML API, one class an area."""

from qcloud_cos.operations.acl import Acl
from qcloud_cos.operations.buckets import Buckets
from qcloud_cos.operations.copying import Copying
from qcloud_cos.operations.listings import Listings
from qcloud_cos.operations.multipart import Multipart
from qcloud_cos.operations.objects import Objects
from qcloud_cos.operations.presigning import Presigning
from qcloud_cos.operations.rules import Rules


class Operations(Buckets, Acl, Rules, Listings, Objects, Copying, Multipart, Presigning):
    """All of them."""
