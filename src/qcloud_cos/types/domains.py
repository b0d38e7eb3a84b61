"""A bucket's own domains, and their certificates."""

from typing import TypedDict


class DomainRule(TypedDict, total=False):
    Status: str
    """``ENABLED`` or ``DISABLED``."""
    Name: str
    """``www.example.com``"""
    Type: str
    """``REST``, ``WEBSITE`` or ``ACCELERATE``."""
    ForcedReplacement: str
    """``CNAME`` or ``TXT``: take the domain over from the bucket that has it, proven by that record."""


class DomainConfiguration(TypedDict, total=False):
    DomainRule: list[DomainRule]


GetBucketDomainOutput = TypedDict(
    "GetBucketDomainOutput",
    {"DomainRule": list[DomainRule], "x-cos-domain-txt-verification": str},
    total=False,
)
"""The rules, and the text record that proves a domain to be yours."""


class CustomCert(TypedDict, total=False):
    """One in PEM, or the id of one that the certificate service holds."""

    CertId: str
    Cert: str
    PrivateKey: str


class CertificateInfo(TypedDict, total=False):
    CertType: str
    """``CustomCert``"""
    CustomCert: CustomCert


class DomainNames(TypedDict, total=False):
    DomainName: list[str]


class DomainCertificate(TypedDict, total=False):
    CertificateInfo: CertificateInfo
    DomainList: DomainNames | list[DomainNames]


class CertificateFound(TypedDict, total=False):
    CertId: str
    ValidityBegin: str
    ValidityExpire: str


class GetBucketDomainCertificateOutput(TypedDict, total=False):
    Status: str
    """``Enabled`` or ``Disabled``."""
    CertificateInfo: CertificateFound | None
