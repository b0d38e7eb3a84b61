"""Methods of the published client that begin with an underscore and that programs call all the same."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from qcloud_cos.paging import Paging

if TYPE_CHECKING:
    from qcloud_cos.config import CosConfig


class PrivateMethods(Paging):
    """Steps of uploads and copies; the SDK's own transfers do without them."""

    _conf: CosConfig

    if TYPE_CHECKING:
        # Of the client that this is mixed into.
        head_object: Any
        send_request: Any
        upload_part: Any
        upload_part_copy: Any

    def _get_resumable_uploadid(self, bucket: str, key: str) -> str | None:
        """The id of the key's latest upload that is neither completed nor aborted."""
        key = key.removeprefix("/")
        found = [upload["UploadId"] for upload in self.multipart_uploads(bucket, key) if upload["Key"] == key]
        return found[-1] if found else None

    def _check_single_upload_part(
        self, local_path: str, offset: int, local_part_size: int, remote_part_size: int, remote_etag: str
    ) -> bool:
        """Whether a part that COS has is that piece of the file."""
        from qcloud_cos.published.texts import get_raw_md5

        if local_part_size != remote_part_size:
            return False
        with open(local_path, "rb") as file:
            file.seek(offset)
            return get_raw_md5(file.read(local_part_size)) == remote_etag

    def _check_all_upload_parts(
        self,
        bucket: str,
        key: str,
        uploadid: str,
        local_path: str,
        parts_num: int,
        part_size: int,
        last_size: int,
        already_exist_parts: MutableMapping[int, str],
    ) -> bool:
        """Whether all parts that COS has are pieces of the file; their ETags go into `already_exist_parts`."""
        for part in self.parts(bucket, key, uploadid):
            number = int(part["PartNumber"])
            size = last_size if number == parts_num else part_size
            if number > parts_num or not self._check_single_upload_part(
                local_path, (number - 1) * part_size, size, int(part["Size"]), part["ETag"]
            ):
                return False
            already_exist_parts[number] = part["ETag"]
        return True

    def _upload_part(
        self,
        bucket: str,
        key: str,
        local_path: str,
        offset: int,
        size: int,
        part_num: int,
        uploadid: str,
        md5_lst: list[dict[str, Any]],
        resumable_flag: bool,
        already_exist_parts: Mapping[int, str],
        enable_md5: bool,
        progress_callback: Any = None,
        **kwargs: Any,
    ) -> None:
        """Send a piece of a file as a part, unless it is there; its number and ETag go into `md5_lst`."""
        etag = already_exist_parts.get(part_num) if resumable_flag else None
        if etag is None:
            with open(local_path, "rb") as file:
                file.seek(offset)
                data = file.read(size)
            etag = self.upload_part(bucket, key, data, part_num, uploadid, enable_md5, **kwargs)["ETag"]
        md5_lst.append({"PartNumber": part_num, "ETag": etag})
        if progress_callback:
            progress_callback.report(size)

    def _upload_part_from_buffer(
        self, bucket: str, key: str, data: bytes, part_num: int, uploadid: str, md5_lst: list[dict[str, Any]]
    ) -> None:
        """Send a part; its number and ETag go into `md5_lst`."""
        sent = self.upload_part(bucket, key, data, part_num, uploadid)
        md5_lst.append({"PartNumber": part_num, "ETag": sent["ETag"]})

    def _upload_part_copy(
        self,
        bucket: str,
        key: str,
        part_number: int,
        upload_id: str,
        copy_source: Mapping[str, Any],
        copy_source_range: str,
        md5_lst: list[dict[str, Any]],
        **kwargs: Any,
    ) -> None:
        """Make a part of a range of another object; its number and ETag go into `md5_lst`."""
        copied = self.upload_part_copy(
            bucket, key, part_number, upload_id, copy_source, copy_source_range, **kwargs
        )
        md5_lst.append({"PartNumber": part_number, "ETag": copied["ETag"]})

    def _check_same_region(self, dst_endpoint: str, CopySource: Mapping[str, Any]) -> bool:
        """Whether the source of a copy is at this endpoint."""
        return self._copy_source(CopySource)[2] == dst_endpoint

    def _head_object_when_copy(self, CopySource: Mapping[str, Any], **kwargs: Any) -> tuple[int, str]:
        """The length and the storage class, in lower case, of the source of a copy."""
        from qcloud_cos.cos_auth import CosS3Auth
        from qcloud_cos.published.addresses import format_path
        from qcloud_cos.published.keywords import mapped

        bucket, key, endpoint, version = self._copy_source(CopySource)
        params = {"versionId": version} if version else {}
        customer = {
            name.removeprefix("CopySource"): value
            for name, value in kwargs.items()
            if name.startswith("CopySourceSSECustomer")
        }
        answer = self.send_request(
            method="HEAD",
            url=f"{self._conf._scheme}://{bucket}.{endpoint}/{format_path(key)}",
            bucket=bucket,
            auth=CosS3Auth(self._conf, key, params=params),
            headers=mapped(customer),
            params=params,
        )
        return int(answer.headers["Content-Length"]), answer.headers.get("x-cos-storage-class", "standard").lower()

    def _copy_source(self, source: Mapping[str, Any]) -> tuple[str, str, str | None, str]:
        from qcloud_cos.published.addresses import get_copy_source_info

        conf = self._conf
        return get_copy_source_info(source, conf._enable_old_domain, conf._enable_internal_domain)
