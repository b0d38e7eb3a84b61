"""Data processing (CI): what is made of objects, and found out about them; one class an area.

Source: https://cloud.tencent.com/document/product/460
"""

from qcloud_cos.operations.processing.audit_results import AuditResults
from qcloud_cos.operations.processing.auditing import Auditing
from qcloud_cos.operations.processing.documents import Documents
from qcloud_cos.operations.processing.general import General
from qcloud_cos.operations.processing.media import Media
from qcloud_cos.operations.processing.media_tasks import MediaTasks
from qcloud_cos.operations.processing.speech import Speech
from qcloud_cos.operations.processing.switches import Switches


class Processing(Auditing, AuditResults, Documents, General, Media, MediaTasks, Speech, Switches):
    """All of it."""
