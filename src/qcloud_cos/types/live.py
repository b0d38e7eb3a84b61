"""Live channels: streams pushed by RTMP and kept as HLS objects."""

from typing import TypedDict


class LiveTarget(TypedDict, total=False):
    Type: str
    """``HLS``"""
    FragDuration: int | str
    FragCount: int | str
    PlaylistName: str


class LiveChannelConfiguration(TypedDict, total=False):
    Description: str | None
    Switch: str
    """``Enabled`` or ``Disabled``."""
    Target: LiveTarget


class LiveUrls(TypedDict, total=False):
    Url: str | None


class PutLiveChannelOutput(TypedDict, total=False):
    PublishUrls: LiveUrls
    """Where to push to, with a signature."""
    PlayUrls: LiveUrls


class LiveRecord(TypedDict, total=False):
    StartTime: str
    EndTime: str
    RemoteAddr: str


class GetLiveChannelHistoryOutput(TypedDict, total=False):
    """Empty, but for ``LiveChannelHistory``, if nothing was ever pushed."""

    LiveRecord: list[LiveRecord]


class LiveVideo(TypedDict, total=False):
    Width: str
    Height: str
    FrameRate: str
    Bandwidth: str
    Codec: str


class LiveAudio(TypedDict, total=False):
    Bandwidth: str
    SampleRate: str
    Codec: str


class GetLiveChannelStatusOutput(TypedDict, total=False):
    Status: str
    """``Live``, ``Idle`` or ``Disabled``."""
    ConnectedTime: str
    RemoteAddr: str
    Video: LiveVideo
    Audio: LiveAudio


class ListedLiveChannel(TypedDict, total=False):
    Name: str
    Description: str | None
    Status: str
    LastModified: str
    PublishUrls: LiveUrls
    PlayUrls: LiveUrls


class ListLiveChannelOutput(TypedDict, total=False):
    Prefix: str | None
    Marker: str | None
    MaxKeys: str
    IsTruncated: str
    NextMarker: str | None
    LiveChannel: list[ListedLiveChannel]


DeleteLiveChannelOutput = TypedDict("DeleteLiveChannelOutput", {"x-cos-request-id": str}, total=False)
