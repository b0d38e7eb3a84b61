"""Where keys come from, when they are not written into a program.

CosConfig(Region="ap-guangzhou")                                  # the usual places, one after the other
CosConfig(Region="ap-guangzhou", CredentialInstance=Environment())  # one of them
"""

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials.chain import Chain
from qcloud_cos.credentials.environment import Environment
from qcloud_cos.credentials.explanation import Explanation, Step
from qcloud_cos.credentials.provider import Absent, Provider

__all__ = ["Absent", "Chain", "Credentials", "Environment", "Explanation", "Provider", "Step"]
