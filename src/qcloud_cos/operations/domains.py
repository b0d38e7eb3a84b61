"""A bucket's own domains, and their certificates."""

from __future__ import annotations

from typing import Unpack

from qcloud_cos import types
from qcloud_cos.core import answers, xml
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call


class Domains:
    @operation
    def put_bucket_domain(
        self, Bucket: str, DomainConfiguration: types.DomainConfiguration, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Give a bucket domains of its own, at most 20, replacing any it had.

        Raises:
            CosServiceError: ``RecordAlreadyExist`` if another bucket has the domain, ``DomainAuditFailed`` (451),
                ``DNSRecordVerifyFailed``.
        """
        body = xml.dump("DomainConfiguration", DomainConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"domain": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_domain(
        self, Bucket: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetBucketDomainOutput]:
        """Read a bucket's own domains.

        Raises:
            CosServiceError: ``DomainConfigNotFoundError`` if it has none.
        """
        return Call(
            "GET",
            Bucket,
            query={"domain": ""},
            headers=to_headers(headers),
            returns=answers.document(types.GetBucketDomainOutput, also=("x-cos-domain-txt-verification",)),
        )

    @operation
    def delete_bucket_domain(self, Bucket: str, **headers: Unpack[types.Headers]) -> Call[None]:
        """Take all its own domains from a bucket."""
        return Call("DELETE", Bucket, query={"domain": ""}, headers=to_headers(headers), returns=answers.nothing)

    @operation
    def put_bucket_domain_certificate(
        self,
        Bucket: str,
        DomainCertificateConfiguration: types.DomainCertificate,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Set the certificate with which a bucket's own domains are served over HTTPS."""
        body = xml.dump("DomainCertificate", DomainCertificateConfiguration)
        return Call(
            "PUT",
            Bucket,
            query={"domaincertificate": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.nothing,
        )

    @operation
    def get_bucket_domain_certificate(
        self, Bucket: str, DomainName: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetBucketDomainCertificateOutput]:
        """Read whether one of a bucket's own domains has a certificate."""
        return Call(
            "GET",
            Bucket,
            query={"domaincertificate": "", "domainname": DomainName},
            headers=to_headers(headers),
            returns=answers.document(types.GetBucketDomainCertificateOutput),
        )

    @operation
    def delete_bucket_domain_certificate(
        self, Bucket: str, DomainName: str, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Take the certificate from one of a bucket's own domains."""
        return Call(
            "DELETE",
            Bucket,
            query={"domaincertificate": "", "domainname": DomainName},
            headers=to_headers(headers),
            returns=answers.nothing,
        )
