"""Data processing (CI): what is made of objects, and found out about them; one class an area.

Source: https://cloud.tencent.com/document/product/460
"""

from qcloud_cos.operations.processing.audit_results import AuditResults
from qcloud_cos.operations.processing.auditing import Auditing
from qcloud_cos.operations.processing.batches import Batches
from qcloud_cos.operations.processing.documents import Documents
from qcloud_cos.operations.processing.files import Files
from qcloud_cos.operations.processing.general import General
from qcloud_cos.operations.processing.hls import HlsKeys
from qcloud_cos.operations.processing.images import Images
from qcloud_cos.operations.processing.media import Media
from qcloud_cos.operations.processing.media_tasks import MediaTasks
from qcloud_cos.operations.processing.recognition import Recognition
from qcloud_cos.operations.processing.speech import Speech
from qcloud_cos.operations.processing.styles import Styles
from qcloud_cos.operations.processing.switches import Switches
from qcloud_cos.operations.processing.templates import Templates
from qcloud_cos.operations.processing.workflows import Workflows


class Processing(
    AuditResults,
    Auditing,
    Batches,
    Documents,
    Files,
    General,
    HlsKeys,
    Images,
    Media,
    MediaTasks,
    Recognition,
    Speech,
    Styles,
    Switches,
    Templates,
    Workflows,
):
    """All of it."""
