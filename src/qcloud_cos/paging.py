"""Listings to their end: `paginate` yields page after page, `objects` and its like what is on them.

    for page in client.paginate("list_objects", Bucket=b): ...
    async for entry in aclient.objects(Bucket=b, Prefix="photos/"): ...

How a listing goes on is `following`, a pure function of a page and of the arguments that brought it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, overload
from urllib.parse import unquote

from qcloud_cos.errors import CosClientError

if TYPE_CHECKING:
    from typing import Unpack

    from qcloud_cos.transfer.trees.listing import Chosen
    from qcloud_cos.types import (
        Globs,
        Headers,
        ListBucketInventoryConfigurationsOutput,
        ListBucketsOutput,
        ListLiveChannelOutput,
        ListMultipartUploadsOutput,
        ListObjectsOutput,
        ListObjectsVersionsOutput,
        ListPartsOutput,
        ListTree,
    )
    from qcloud_cos.types.listings import ListedDeleteMarker, ListedObject, ListedUpload, ListedVersion
    from qcloud_cos.types.multipart import ListedPart

MARKERS: Mapping[str, Mapping[str, str]] = {
    "list_objects": {"Marker": "NextMarker"},
    "list_objects_versions": {"KeyMarker": "NextKeyMarker", "VersionIdMarker": "NextVersionIdMarker"},
    "list_multipart_uploads": {"KeyMarker": "NextKeyMarker", "UploadIdMarker": "NextUploadIdMarker"},
    "list_parts": {"PartNumberMarker": "NextPartNumberMarker"},
    "list_buckets": {"Marker": "NextMarker"},
    "list_bucket_inventory_configurations": {"ContinuationToken": "NextContinuationToken"},
    "list_live_channel": {"Marker": "NextMarker"},
}
"""For each listing: the arguments that say where a page begins, and where the page before has them."""


def following(listing: str, page: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arguments that bring the page after this one; None if it was the last.

    Raises:
        CosClientError: the listing stands still, and would go on for ever.
    """
    if str(page.get("IsTruncated") or "false").lower() != "true":
        return None
    markers = {name: page.get(said) for name, said in MARKERS[listing].items()}
    if arguments.get("EncodingType"):  # the caller wants text as it came, but the next request encodes again
        markers = {name: unquote(value) if value else value for name, value in markers.items()}
    if all((value or "") == str(arguments.get(name) or "") for name, value in markers.items()):
        raise CosClientError(
            f"{listing} stands still: after the page that begins at {markers} the same is to come again"
        )
    return {**arguments, **{name: value or "" for name, value in markers.items()}}


def _known(listing: str) -> None:
    if listing not in MARKERS:
        raise CosClientError(f"{listing!r} is not a listing that has pages: there are {', '.join(MARKERS)}")


def _plain(include: Globs, exclude: Globs, files: Iterable[str] | None, arguments: Mapping[str, Any]) -> bool:
    """Whether everything is wanted, so that nothing need be looked at."""
    limits = ("MinSize", "MaxSize", "ModifiedAfter", "ModifiedBefore")
    return not include and not exclude and files is None and arguments.keys().isdisjoint(limits)


def _chosen(
    calls: Any,
    bucket: str,
    prefix: str,
    include: Globs,
    exclude: Globs,
    files: Iterable[str] | None,
    keywords: dict[str, Any],
) -> Chosen:
    from qcloud_cos.transfer.trees.listing import Chosen
    from qcloud_cos.transfer.trees.places import Remote

    return Chosen(calls, Remote(bucket, prefix), include, exclude, files, keywords)


class Paging:
    """Listings of the blocking client, with `for`."""

    if TYPE_CHECKING:
        calls: Any

        def _run(self, plan: Any) -> Any: ...

    @overload
    def paginate(self, listing: Literal["list_objects"], **arguments: Any) -> Iterator[ListObjectsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_objects_versions"], **arguments: Any
    ) -> Iterator[ListObjectsVersionsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_multipart_uploads"], **arguments: Any
    ) -> Iterator[ListMultipartUploadsOutput]: ...
    @overload
    def paginate(self, listing: Literal["list_parts"], **arguments: Any) -> Iterator[ListPartsOutput]: ...
    @overload
    def paginate(self, listing: Literal["list_buckets"], **arguments: Any) -> Iterator[ListBucketsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_bucket_inventory_configurations"], **arguments: Any
    ) -> Iterator[ListBucketInventoryConfigurationsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_live_channel"], **arguments: Any
    ) -> Iterator[ListLiveChannelOutput]: ...
    def paginate(self, listing: str, **arguments: Any) -> Iterator[Any]:
        """The pages of a listing, each asked for when it is its turn.

        Args:
            listing: the operation's name.
            arguments: the operation's own; a marker among them is where to begin.

        Raises:
            CosClientError: no such listing, or one that stands still.
        """
        _known(listing)
        return self._pages(listing, arguments)

    def _pages(self, listing: str, arguments: dict[str, Any] | None) -> Iterator[Any]:
        while arguments is not None:
            page = getattr(self, listing)(**arguments)
            yield page
            arguments = following(listing, page, arguments)

    def _each(self, listing: str, names: tuple[str, ...], arguments: dict[str, Any]) -> Iterator[Any]:
        for page in self._pages(listing, arguments):
            for name in names:
                yield from page.get(name) or ()

    def objects(
        self,
        Bucket: str,
        Prefix: str = "",
        Include: Globs = (),
        Exclude: Globs = (),
        *,
        Files: Iterable[str] | None = None,
        **more: Unpack[ListTree],
    ) -> Iterator[ListedObject]:
        """Every object whose key begins with `Prefix`, in the order of the keys' bytes.

        Args:
            Include, Exclude, Files, and the limits: as `upload_directory` has them, for what follows the prefix.
                Directories that are left out are not listed.
        """
        arguments = cast("dict[str, Any]", more)
        if _plain(Include, Exclude, Files, arguments):
            return self._each("list_objects", ("Contents",), {"Bucket": Bucket, "Prefix": Prefix, **arguments})
        return self._chosen(_chosen(self.calls, Bucket, Prefix, Include, Exclude, Files, arguments))

    def _chosen(self, feed: Chosen) -> Iterator[ListedObject]:
        while (page := self._run(feed.more())) is not None:
            yield from page

    def versions(
        self, Bucket: str, Prefix: str = "", **more: Unpack[Headers]
    ) -> Iterator[ListedVersion | ListedDeleteMarker]:
        """Every version and delete marker, page by page: first a page's versions, then its markers."""
        arguments = {"Bucket": Bucket, "Prefix": Prefix, **more}
        return self._each("list_objects_versions", ("Version", "DeleteMarker"), arguments)

    def multipart_uploads(self, Bucket: str, Prefix: str = "", **more: Unpack[Headers]) -> Iterator[ListedUpload]:
        """Every upload that is neither completed nor aborted."""
        arguments = {"Bucket": Bucket, "Prefix": Prefix, **more}
        return self._each("list_multipart_uploads", ("Upload",), arguments)

    def parts(self, Bucket: str, Key: str, UploadId: str, **more: Unpack[Headers]) -> Iterator[ListedPart]:
        """Every part of an upload that has arrived, in their order."""
        arguments = {"Bucket": Bucket, "Key": Key, "UploadId": UploadId, **more}
        return self._each("list_parts", ("Part",), arguments)


class AsyncPaging:
    """Listings of the async client, with `async for`."""

    if TYPE_CHECKING:
        calls: Any

        async def _run(self, plan: Any) -> Any: ...

    @overload
    def paginate(self, listing: Literal["list_objects"], **arguments: Any) -> AsyncIterator[ListObjectsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_objects_versions"], **arguments: Any
    ) -> AsyncIterator[ListObjectsVersionsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_multipart_uploads"], **arguments: Any
    ) -> AsyncIterator[ListMultipartUploadsOutput]: ...
    @overload
    def paginate(self, listing: Literal["list_parts"], **arguments: Any) -> AsyncIterator[ListPartsOutput]: ...
    @overload
    def paginate(self, listing: Literal["list_buckets"], **arguments: Any) -> AsyncIterator[ListBucketsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_bucket_inventory_configurations"], **arguments: Any
    ) -> AsyncIterator[ListBucketInventoryConfigurationsOutput]: ...
    @overload
    def paginate(
        self, listing: Literal["list_live_channel"], **arguments: Any
    ) -> AsyncIterator[ListLiveChannelOutput]: ...
    def paginate(self, listing: str, **arguments: Any) -> AsyncIterator[Any]:
        """As the blocking client's."""
        _known(listing)
        return self._pages(listing, arguments)

    async def _pages(self, listing: str, arguments: dict[str, Any] | None) -> AsyncIterator[Any]:
        while arguments is not None:
            page = await getattr(self, listing)(**arguments)
            yield page
            arguments = following(listing, page, arguments)

    async def _each(self, listing: str, names: tuple[str, ...], arguments: dict[str, Any]) -> AsyncIterator[Any]:
        async for page in self._pages(listing, arguments):
            for name in names:
                for entry in page.get(name) or ():
                    yield entry

    def objects(
        self,
        Bucket: str,
        Prefix: str = "",
        Include: Globs = (),
        Exclude: Globs = (),
        *,
        Files: Iterable[str] | None = None,
        **more: Unpack[ListTree],
    ) -> AsyncIterator[ListedObject]:
        """As the blocking client's."""
        arguments = cast("dict[str, Any]", more)
        if _plain(Include, Exclude, Files, arguments):
            return self._each("list_objects", ("Contents",), {"Bucket": Bucket, "Prefix": Prefix, **arguments})
        return self._chosen(_chosen(self.calls, Bucket, Prefix, Include, Exclude, Files, arguments))

    async def _chosen(self, feed: Chosen) -> AsyncIterator[ListedObject]:
        while (page := await self._run(feed.more())) is not None:
            for each in page:
                yield each

    def versions(
        self, Bucket: str, Prefix: str = "", **more: Unpack[Headers]
    ) -> AsyncIterator[ListedVersion | ListedDeleteMarker]:
        """Every version and delete marker, page by page: first a page's versions, then its markers."""
        arguments = {"Bucket": Bucket, "Prefix": Prefix, **more}
        return self._each("list_objects_versions", ("Version", "DeleteMarker"), arguments)

    def multipart_uploads(
        self, Bucket: str, Prefix: str = "", **more: Unpack[Headers]
    ) -> AsyncIterator[ListedUpload]:
        """Every upload that is neither completed nor aborted."""
        arguments = {"Bucket": Bucket, "Prefix": Prefix, **more}
        return self._each("list_multipart_uploads", ("Upload",), arguments)

    def parts(self, Bucket: str, Key: str, UploadId: str, **more: Unpack[Headers]) -> AsyncIterator[ListedPart]:
        """Every part of an upload that has arrived, in their order."""
        arguments = {"Bucket": Bucket, "Key": Key, "UploadId": UploadId, **more}
        return self._each("list_parts", ("Part",), arguments)
