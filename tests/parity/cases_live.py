"""Live channels, and the playlists of what they recorded."""

from __future__ import annotations

from typing import Any

from .case import BUCKET, NO_CONTENT, Answer, Case, document
from .cases_errors import BARE, bare, error
from .inputs import ODD_KEYS
from .setting import METADATA
from .spoken import Lent

B = {"Bucket": BUCKET}
CHANNEL = {**B, "ChannelName": "ch1"}
_TARGET = {"Type": "HLS", "FragDuration": 3, "FragCount": "5", "PlaylistName": "a.m3u8"}
SETUPS: dict[str, Any] = {
    "nothing": {},
    "a target": {"Target": {"Type": "HLS"}},
    "everything": {"Description": "频道 & <1>", "Switch": "Enabled", "Target": _TARGET},
}


def _made(publish: str, play: str = "http://a/ch1.m3u8") -> Answer:
    return document(
        f"<CreateLiveChannelResult><PublishUrls>{publish}</PublishUrls><PlayUrls><Url>{play}</Url></PlayUrls>"
        "</CreateLiveChannelResult>"
    )


MADE = _made("<Url>rtmp://photos-1250000000.cos.ap-guangzhou.myqcloud.com/live/ch1</Url>")
_BARE = {"SecretId": None, "SecretKey": None}
CLIENTS: dict[str, dict[str, Any]] = {
    "the usual client": {},
    "Token": {"Token": "a+token/=="},
    "CredentialInstance": {**_BARE, "CredentialInstance": Lent("AKIDlent", "lent", None)},
    "CredentialInstance with a token": {**_BARE, "CredentialInstance": Lent("AKIDlent", "lent", "token")},
    "Anonymous": {**_BARE, "Anonymous": True},
    "Appid": {"Appid": "1250000000"},
    "an old region": {"Region": "cn-south"},
    "the new domain": {"EnableOldDomain": False},
    "Endpoint": {"Endpoint": "cos.accelerate.myqcloud.com"},
    "Domain": {"Domain": "live.example.com"},
}
_PUSHED = (
    "<LiveRecord><StartTime>2024-01-0{0}T00:00:00Z</StartTime><RemoteAddr>10.0.0.{0}</RemoteAddr></LiveRecord>"
)
_STATES = {
    "live": "<Status>Live</Status><ConnectedTime>2024</ConnectedTime><RemoteAddr>10.0.0.1</RemoteAddr>"
    "<Video><Width>1280</Width><Codec>H264</Codec></Video><Audio><Codec>ADPCM</Codec></Audio>",
    "idle": "<Status>Idle</Status>",
    "nothing": "",
}
_ONE = "<LiveChannel><Name>{}</Name><Description/><PublishUrls><Url>rtmp://a</Url></PublishUrls></LiveChannel>"
_ODD = "a%20b%2F%E5%9B%BE"
_PAGE = (
    f"<Prefix>{_ODD}</Prefix><Marker/><MaxKeys>100</MaxKeys><IsTruncated>true</IsTruncated>"
    f"<NextMarker>{_ODD}</NextMarker>{{}}"
)
LISTS = {
    "none": _PAGE.format(""),
    "one": _PAGE.format(_ONE.format("ch1")),
    "many": _PAGE.format(_ONE.format("ch1") + _ONE.format(_ODD)),
    "nothing": "",
}
_PAGES: dict[str, dict[str, Any]] = {
    "Prefix": {"Prefix": "a b/图+%&="},
    "Marker": {"Marker": "a b/图+%&="},
    "MaxKeys": {"MaxKeys": 7},
    "MaxKeys of 0": {"MaxKeys": 0},
    "everything": {"Prefix": "a", "Marker": "b", "MaxKeys": 1000},
}
_PUSHES: dict[str, dict[str, Any]] = {
    "Expire": {"Expire": 60},
    "parameters": {"Params": {"b": "1", "a": "2"}},
    "parameters to encode": {"Params": {"a b": "图 &=+"}},
    "a number as parameter": {"Params": {"presign": 60}},
    "a channel in Chinese": {"ChannelName": "频 道"},
}
_TIMES = {"StartTime": 1700000000, "EndTime": 1700000060}
_VOD = {**CHANNEL, **_TIMES}
_WRITE = {**_VOD, "PlaylistName": "a.m3u8"}
_PLAYLIST = bare(200, "#EXTM3U\n图.ts\n".encode())
_CALLS: list[tuple[str, dict[str, Any], Answer]] = [
    ("put_live_channel", CHANNEL, MADE),
    (
        "get_live_channel_info",
        CHANNEL,
        document("<LiveChannelConfiguration><Switch>a</Switch></LiveChannelConfiguration>"),
    ),
    ("put_live_channel_switch", {**CHANNEL, "Switch": "disabled"}, Answer(200)),
    (
        "get_live_channel_history",
        CHANNEL,
        document(f"<LiveChannelHistory>{_PUSHED.format(1)}</LiveChannelHistory>"),
    ),
    ("get_live_channel_status", CHANNEL, document(f"<LiveChannelStatus>{_STATES['live']}</LiveChannelStatus>")),
    ("delete_live_channel", CHANNEL, NO_CONTENT),
    ("get_vod_playlist", _VOD, _PLAYLIST),
    ("post_vod_playlist", _WRITE, Answer(200)),
]
_ALL = [
    *_CALLS,
    ("list_live_channel", B, document(f"<ListLiveChannelResult>{LISTS['many']}</ListLiveChannelResult>")),
]

CASES = [
    *[
        Case(method, f"a key with {title}", {**arguments, "ChannelName": key}, answer)
        for title, key in ODD_KEYS.items()
        for method, arguments, answer in _CALLS
    ],
    *[
        Case(method, title, {**arguments, **more}, answer)
        for method, arguments, answer in _ALL
        for title, more in {"minimal": {}, "Metadata": METADATA, "no such keyword": {"Nonsense": "a"}}.items()
    ],
    *[Case(method, "404", arguments, error(404, "NoSuchLiveChannel", "No.")) for method, arguments, _ in _ALL],
    *[Case(method, "an error without a body", arguments, Answer(403, BARE)) for method, arguments, _ in _ALL],
    *[
        Case("put_live_channel", title, {**CHANNEL, "LiveChannelConfiguration": setup}, MADE)
        for title, setup in SETUPS.items()
    ],
    *[
        Case("put_live_channel", f"configured with {title}", CHANNEL, MADE, config)
        for title, config in CLIENTS.items()
    ],
    Case("put_live_channel", "times", {**CHANNEL, "Expire": 60, "PreSignExpire": 60}, MADE),
    Case("put_live_channel", "a short PreSignExpire", {**CHANNEL, "PreSignExpire": 59}, MADE),
    Case("put_live_channel", "no URL to push to", CHANNEL, _made("<Url/>")),
    Case("put_live_channel", "no URLs to push to", CHANNEL, _made("")),
    *[
        Case(
            "get_live_channel_info",
            f"{title} in the answer",
            CHANNEL,
            document(f"<LiveChannelConfiguration>{inside}</LiveChannelConfiguration>"),
        )
        for title, inside in {
            "everything": "<Description>图</Description><Switch>Enabled</Switch><Target><Type>HLS</Type></Target>",
            "no description": "<Description/><Switch>Enabled</Switch>",
            "nothing": "",
        }.items()
    ],
    *[
        Case("put_live_channel_switch", f"switched {switch}", {**CHANNEL, "Switch": switch})
        for switch in ("enabled", "disabled", "Enabled", "", None)
    ],
    *[
        Case(
            "get_live_channel_history",
            f"{title} in the answer",
            CHANNEL,
            document(f"<LiveChannelHistory>{inside}</LiveChannelHistory>"),
        )
        for title, inside in {
            "one": _PUSHED.format(1),
            "many": _PUSHED.format(1) + _PUSHED.format(2),
            "none": "",
        }.items()
    ],
    *[
        Case(
            "get_live_channel_status",
            f"{title} in the answer",
            CHANNEL,
            document(f"<LiveChannelStatus>{inside}</LiveChannelStatus>"),
        )
        for title, inside in _STATES.items()
    ],
    Case("delete_live_channel", "names in odd case", CHANNEL, Answer(204, {"server": "a"})),
    *[
        Case(
            "list_live_channel",
            f"{title} in the answer",
            B,
            document(f"<ListLiveChannelResult>{inside}</ListLiveChannelResult>"),
        )
        for title, inside in LISTS.items()
    ],
    *[
        Case("list_live_channel", f"with {title}", {**B, **more}, document("<ListLiveChannelResult/>"))
        for title, more in _PAGES.items()
    ],
    *[
        Case(method, f"times of {start} and {end}", {**arguments, "StartTime": start, "EndTime": end}, _PLAYLIST)
        for method, arguments in (
            ("get_vod_playlist", CHANNEL),
            ("post_vod_playlist", {**CHANNEL, "PlaylistName": "a.m3u8"}),
        )
        for start, end in ((1, 2), (2, 1), (1, 1), (0, 1), (1, 0), (-1, 1))
    ],
    *[
        Case("post_vod_playlist", f"a playlist called {name}", {**_VOD, "PlaylistName": name})
        for name in ("图 a.m3u8", "a.txt", "../a.m3u8", "a/b.m3u8")
    ],
    *[
        Case("get_rtmp_signed_url", f"configured with {title}", CHANNEL, config=config)
        for title, config in CLIENTS.items()
    ],
    *[Case("get_rtmp_signed_url", title, {**CHANNEL, **more}) for title, more in _PUSHES.items()],
]
