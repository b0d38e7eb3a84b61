"""Django's files in COS.  See docs/integrations.md."""

from qcloud_cos.contrib.django.storage import CosManifestStaticStorage, CosStaticStorage, CosStorage

__all__ = ["CosManifestStaticStorage", "CosStaticStorage", "CosStorage"]
