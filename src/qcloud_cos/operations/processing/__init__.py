"""Data processing (CI): what is made of objects, and found out about them; one class an area.

Source: https://cloud.tencent.com/document/product/460
"""

from qcloud_cos.operations.processing.media import Media


class Processing(Media):
    """All of it."""
