"""Live channels: streams pushed by RTMP and kept as HLS objects."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.config import CosConfig
from qcloud_cos.core import answers, xml
from qcloud_cos.core.endpoint import regional
from qcloud_cos.core.identity import Credentials
from qcloud_cos.core.keywords import to_headers, with_md5
from qcloud_cos.core.operation import operation
from qcloud_cos.core.rtmp_signing import rtmp_query
from qcloud_cos.core.wire import Call, Flow, Settings, Signer
from qcloud_cos.errors import CosClientError


class LiveChannels:
    @operation
    def put_live_channel(
        self,
        Bucket: str,
        ChannelName: str,
        Expire: int = 3600,
        PreSignExpire: int = 0,
        LiveChannelConfiguration: types.LiveChannelConfiguration | None = None,
        **headers: Unpack[types.Headers],
    ) -> Flow[types.PutLiveChannelOutput]:
        """Make a live channel, or change one.

        Args:
            Expire: for how many seconds the URL to push to can be used.
            PreSignExpire: for how many seconds, 60 to 43200, segments in the playlist are signed; 0: not at all.

        Returns:
            `PublishUrls` to push to, signed unless the client is anonymous, and `PlayUrls`.
        """
        config: CosConfig = yield from Settings()
        body = xml.dump("LiveChannelConfiguration", LiveChannelConfiguration)
        put: Call[types.PutLiveChannelOutput] = Call(
            "PUT",
            Bucket,
            ChannelName,
            query={"live": ""},
            headers=with_md5(to_headers(headers), body),
            body=body,
            returns=answers.document(types.PutLiveChannelOutput),
        )
        made = yield from put
        publish = made.get("PublishUrls") or {}
        credentials: Credentials | None = yield from Signer()
        if publish.get("Url") and credentials:
            signature = _signature(config, credentials, Bucket, ChannelName, {}, Expire, PreSignExpire)
            publish["Url"] = f"{publish['Url']}?{signature}"
        return made

    @operation
    def get_rtmp_signed_url(
        self, Bucket: str, ChannelName: str, Expire: int = 3600, Params: Mapping[str, Any] | None = None
    ) -> Flow[str]:
        """A URL to push a stream to, good for `Expire` seconds.  Nothing is sent.

        Raises:
            CosClientError: the client has no credentials, or no region.
        """
        config: CosConfig = yield from Settings()
        if not config._region:
            raise CosClientError("Region is missing: this call needs Region='ap-guangzhou' or another")
        host = f"{config.bucket_name(Bucket)}.{regional(config._region, 'cos')}"
        credentials: Credentials | None = yield from Signer()
        signature = _signature(config, credentials, Bucket, ChannelName, Params or {}, Expire)
        return f"rtmp://{host}/live/{ChannelName}?{signature}"

    @operation
    def get_live_channel_info(
        self, Bucket: str, ChannelName: str, **headers: Unpack[types.Headers]
    ) -> Call[types.LiveChannelConfiguration]:
        """Read how a live channel is set up."""
        return Call(
            "GET",
            Bucket,
            ChannelName,
            query={"live": ""},
            headers=to_headers(headers),
            returns=answers.document(types.LiveChannelConfiguration),
        )

    @operation
    def put_live_channel_switch(
        self, Bucket: str, ChannelName: str, Switch: str, **headers: Unpack[types.Headers]
    ) -> Call[None]:
        """Let a live channel be pushed to, or not.

        Args:
            Switch: ``enabled`` or ``disabled``.
        """
        if Switch not in ("enabled", "disabled"):
            raise CosClientError(f"Switch must be 'enabled' or 'disabled', not {Switch!r}")
        return Call(
            "PUT",
            Bucket,
            ChannelName,
            query={"live": "", "switch": Switch},
            headers=to_headers(headers),
            returns=answers.nothing,
        )

    @operation
    def get_live_channel_history(
        self, Bucket: str, ChannelName: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetLiveChannelHistoryOutput]:
        """Read when a live channel was pushed to: the last ten times."""
        return Call(
            "GET",
            Bucket,
            ChannelName,
            query={"live": "", "comp": "history"},
            headers=to_headers(headers),
            returns=answers.document(types.GetLiveChannelHistoryOutput),
        )

    @operation
    def get_live_channel_status(
        self, Bucket: str, ChannelName: str, **headers: Unpack[types.Headers]
    ) -> Call[types.GetLiveChannelStatusOutput]:
        """Read whether a live channel is being pushed to, by whom, and what."""
        return Call(
            "GET",
            Bucket,
            ChannelName,
            query={"live": "", "comp": "status"},
            headers=to_headers(headers),
            returns=answers.document(types.GetLiveChannelStatusOutput),
        )

    @operation
    def delete_live_channel(
        self, Bucket: str, ChannelName: str, **headers: Unpack[types.Headers]
    ) -> Call[types.DeleteLiveChannelOutput]:
        """Remove a live channel.  What was recorded stays."""
        return Call(
            "DELETE",
            Bucket,
            ChannelName,
            query={"live": ""},
            headers=to_headers(headers),
            returns=answers.headers(types.DeleteLiveChannelOutput),
        )

    @operation
    def list_live_channel(
        self,
        Bucket: str,
        MaxKeys: int = 100,
        Prefix: str = "",
        Marker: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ListLiveChannelOutput]:
        """List a bucket's live channels by name, at most 1000 a call.

        Args:
            Marker: list what comes after this; the last page's ``NextMarker``.
        """
        query = {"live": ""}
        if MaxKeys >= 1:
            query["max-keys"] = str(MaxKeys)
        if Prefix:
            query["prefix"] = Prefix
        if Marker:
            query["marker"] = Marker
        return Call(
            "GET",
            Bucket,
            query=query,
            headers=to_headers(headers),
            returns=answers.document(types.ListLiveChannelOutput, decode=True),
        )

    @operation
    def get_vod_playlist(
        self, Bucket: str, ChannelName: str, StartTime: int = 0, EndTime: int = 0, **headers: Unpack[types.Headers]
    ) -> Call[bytes]:
        """Read a playlist of what was recorded between two Unix times."""
        return Call(
            "GET",
            Bucket,
            ChannelName,
            query={"vod": "", **_times(StartTime, EndTime)},
            headers=to_headers(headers),
            returns=answers.content,
        )

    @operation
    def post_vod_playlist(
        self,
        Bucket: str,
        ChannelName: str,
        PlaylistName: str,
        StartTime: int = 0,
        EndTime: int = 0,
        **headers: Unpack[types.Headers],
    ) -> Call[None]:
        """Write a playlist of what was recorded between two Unix times, as an object in the channel.

        Args:
            PlaylistName: it ends in ``.m3u8``.
        """
        if not PlaylistName.endswith(".m3u8"):
            raise CosClientError(f"PlaylistName must end in .m3u8, which {PlaylistName!r} does not")
        return Call(
            "POST",
            Bucket,
            f"{ChannelName}/{PlaylistName}",
            query={"vod": "", **_times(StartTime, EndTime)},
            headers=to_headers(headers),
            returns=answers.nothing,
        )


def _times(start: int, end: int) -> dict[str, str]:
    if not 0 < start < end:
        raise CosClientError(
            f"StartTime and EndTime must be Unix times, the first before the second: {start}, {end}"
        )
    return {"starttime": str(start), "endtime": str(end)}


def _signature(
    config: CosConfig,
    credentials: Credentials | None,
    bucket: str,
    channel: str,
    params: Mapping[str, Any],
    seconds: int,
    presign_seconds: int = 0,
) -> str:
    if credentials is None:
        raise CosClientError("a URL to push to needs a signature, and the client has no credentials")
    token = {"q-token": credentials.token} if credentials.token else {}
    return rtmp_query(
        f"/{config.bucket_name(bucket)}/{channel}",
        {**params, **token},
        credentials.secret_id,
        credentials.secret_key,
        now=time.time(),
        seconds=seconds,
        presign_seconds=presign_seconds,
    )
