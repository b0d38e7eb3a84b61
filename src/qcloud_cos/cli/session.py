"""What the options of all commands say, and the client that this makes."""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from qcloud_cos import CosConfig, CosS3Client
    from qcloud_cos.cli.printing import Printer
    from qcloud_cos.credentials import StoredProfile


_WHOLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*-[0-9]{5,}")


_OF_COS = (".myqcloud.com", ".tencentcos.cn")


def _told(error: Exception) -> str:
    """In words of the command's options."""
    if str(error).startswith("Region is missing"):
        return (
            "where are the buckets?  --region says it, such as ap-guangzhou, or --endpoint; COS_REGION and "
            "COS_ENDPOINT say it, too, and `cos config init` stores it"
        )
    return str(error)


def is_whole(bucket: str) -> bool:
    """With its appid."""
    return bool(_WHOLE.fullmatch(bucket))


class Session:
    """One run of the command."""

    profile: str | None = None
    region: str | None = None
    endpoint: str | None = None
    appid: str | None = None
    anonymous = False
    output = "table"
    summary: str | None = None
    fail_on_empty = False
    quiet = False
    timeout: float | None = None
    retries = 3
    no_verify_ssl = False
    debug = False

    matched: int | None = None
    """How many items a command that looks for some has found."""
    counts: Any = None
    """What else there is to say at its end, for `--summary`."""
    partial = False
    """Some items failed."""
    resume_hint = ""
    """What to tell somebody who interrupts it."""

    @cached_property
    def config(self) -> CosConfig:
        from qcloud_cos import CosClientError, CosConfig
        from qcloud_cos.errors import CredentialsError

        given: dict[str, Any] = {
            "Region": self.region,
            "Endpoint": self.endpoint,
            "Appid": self.appid,
            "Anonymous": self.anonymous or None,
            "Timeout": self.timeout,
            "VerifySSL": False if self.no_verify_ssl else None,
        }
        if self.profile:
            from qcloud_cos.credentials import Profile

            os.environ["COS_PROFILE"] = self.profile  # its region and endpoint count, too
            if not self.anonymous:
                given["CredentialInstance"] = Profile(self.profile)
        try:
            config = CosConfig(**given)
            host = config.uri().partition("://")[2].rstrip("/")
            # What is not COS's own host may be asked for buckets, and no other must be.
            return config if host.endswith(_OF_COS) else CosConfig(**given, ServiceDomain=host)
        except CredentialsError:
            raise
        except CosClientError as error:
            raise click.UsageError(_told(error)) from None

    def known_as(self, bucket: str) -> str:
        """The whole name of a bucket that the profile has a shorter one for; it may say where it is, too."""
        said = self.region or self.endpoint or os.environ.get("COS_ENDPOINT") or os.environ.get("COS_REGION")
        if said and is_whole(bucket):
            return bucket  # files are slow to read
        stored = self._stored
        if stored is None:
            return bucket
        self.appid = self.appid or stored.appid or None
        for alias, known in stored.buckets.items():
            if bucket in (alias, known.name):
                if not said:
                    self.region, self.endpoint = known.region or None, known.endpoint or None
                return known.name
        return bucket

    @cached_property
    def _stored(self) -> StoredProfile | None:
        from qcloud_cos import CosException
        from qcloud_cos.credentials import read_profile

        try:
            return read_profile(self.profile)
        except CosException:
            return None  # whoever needs its keys will say what is wrong with it

    @cached_property
    def client(self) -> CosS3Client:
        from qcloud_cos import CosS3Client

        if self.debug:
            import logging

            logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(message)s")  # on stderr
        return CosS3Client(self.config, retry=self.retries)

    @property
    def stranger(self) -> CosS3Client:
        """A client that signs nothing, and so needs no keys."""
        from qcloud_cos import CosConfig, CosS3Client

        at = self.config.uri().rstrip("/")
        verify = False if self.no_verify_ssl else None
        return CosS3Client(CosConfig(Endpoint=at, Anonymous=True, VerifySSL=verify), retry=self.retries)

    @cached_property
    def printer(self) -> Printer:
        from qcloud_cos.cli.printing import Printer

        return Printer(self.output, self.quiet)

    def found(self, count: int = 1) -> None:
        self.matched = (self.matched or 0) + count
