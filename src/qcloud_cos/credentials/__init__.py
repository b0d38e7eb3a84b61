"""Where keys come from, when they are not written into a program.

CosConfig(Region="ap-guangzhou")                                          # the usual places, one after the other
CosConfig(Region="ap-guangzhou", CredentialInstance=Profile("reader"))    # one of them
"""

from qcloud_cos.core.identity import Credentials
from qcloud_cos.credentials.chain import Chain
from qcloud_cos.credentials.environment import Environment
from qcloud_cos.credentials.explanation import Explanation, Step
from qcloud_cos.credentials.files.own import file as profile_file
from qcloud_cos.credentials.files.stored import StoredBucket, StoredProfile
from qcloud_cos.credentials.files.writing import remove_profile, write_profile
from qcloud_cos.credentials.keys import Keys
from qcloud_cos.credentials.metadata import CvmRole
from qcloud_cos.credentials.policy import complaints, scoped
from qcloud_cos.credentials.profile import Profile, profiles, read_profile
from qcloud_cos.credentials.provider import Absent, Provider
from qcloud_cos.credentials.role import AssumeRole
from qcloud_cos.credentials.web_identity import WebIdentity

__all__ = [
    "Absent",
    "AssumeRole",
    "Chain",
    "Credentials",
    "CvmRole",
    "Environment",
    "Explanation",
    "Keys",
    "Profile",
    "Provider",
    "Step",
    "StoredBucket",
    "StoredProfile",
    "WebIdentity",
    "complaints",
    "profile_file",
    "profiles",
    "read_profile",
    "remove_profile",
    "scoped",
    "write_profile",
]
