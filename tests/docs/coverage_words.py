"""What the page about coverage says in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Language(NamedTuple):
    suffix: str
    migrating: str
    """The page that tells the reasons."""
    words: Mapping[str, str]
    groups: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(self.suffix)


ENGLISH = Language(
    "",
    "docs/migrating.md",
    {
        "title": "Coverage",
        "links": "[中文](coverage.zh-CN.md) · [Home](../README.md) · [API](api.md) · "
        "[Moving from the published SDK](migrating.md) · [Local server](local-server.md)",
        "intro": "What of the published SDK 1.9.44 is here, method by method, and what the local server does, "
        "operation by operation. A script writes this page from the list of parity tests and from the "
        "server's routes, and a test holds the page to them.",
        "client": "The client",
        "statuses": "- *Identical*: for the same calls and answers, the same requests and results; the parity "
        "tests compare them.\n"
        "- *Different*: so, too, but for the named differences, each with its reason under "
        "[Reasons](#reasons).\n"
        "- *Not compared*: the method is there, with its published arguments; other tests than those of parity "
        "are about it.\n"
        "- *Not yet*: it is missing.",
        "order": "identical different uncompared missing",
        "counts": "| Status | Methods |",
        "identical": "identical",
        "different": "different",
        "uncompared": "not compared",
        "missing": "not yet",
        "general": "Differences of all methods",
        "general intro": "These do not depend on the method, and do not make one *different* in the tables below.",
        "reason": "| Difference | What is different, and why |",
        "methods": "| Method | Status | Differences |",
        "all missing": "Not yet:",
        "reasons": "Reasons",
        "server": "The local server",
        "server statuses": "- *Behaves*: it does what COS does.\n"
        "- *Stored only*: a document is checked, kept, and given back as COS would give it; nothing happens by "
        "it. `BucketArchConfig` of `create_bucket` is such, too: the bucket tells of it.\n"
        "- *501*: refused with `NotImplemented` and the name of the operation.",
        "service": "The account",
        "bucket": "Buckets",
        "object": "Objects",
        "operations": "| Operation | Request | Status |",
        "behaves": "behaves",
        "stored": "stored only",
        "501": "501",
        "elsewhere": "Other services, and the rest",
        "rest": "Fetching is a service of its own, with hosts of its own. Refused with 501, and in no method of "
        "the client, are the sub-resources",
    },
    {
        "A0": "The client itself",
        "A": "Buckets and objects",
        "B": "Bucket configurations",
        "C": "Multipart uploads and transfers",
        "D": "Live channels",
        "E": "Data processing: images and files",
        "F": "Content moderation",
        "G": "Media processing",
        "H": "Document processing",
        "I": "Speech and recognition",
        "J": "MetaInsight",
        "K": "Vector buckets",
        "L": "Client-side encryption",
    },
)

CHINESE = Language(
    ".zh-CN",
    "docs/migrating.zh-CN.md",
    {
        "title": "覆盖情况",
        "links": "[English](coverage.md) · [首页](../README.zh-CN.md) · [API](api.zh-CN.md) · "
        "[从已发布的 SDK 迁移](migrating.zh-CN.md) · [本地服务器](local-server.zh-CN.md)",
        "intro": "逐个方法列出已发布的 SDK 1.9.44 在这里的情况，并逐个操作列出本地服务器的支持程度。"
        "本页由脚本根据一致性测试的清单和服务器的路由生成，并由测试保证与之相符。",
        "client": "客户端",
        "statuses": "- *相同*：同样的调用、同样的响应，得到同样的请求和结果，由一致性测试逐项比对。\n"
        "- *有差异*：除列出的差异外也相同，每项差异的理由见[差异的理由](#差异的理由)。\n"
        "- *未逐项比对*：方法已提供，参数与已发布的一致，由一致性测试以外的测试覆盖。\n"
        "- *尚未提供*：还没有这个方法。",
        "order": "identical different uncompared missing",
        "counts": "| 状态 | 方法数 |",
        "identical": "相同",
        "different": "有差异",
        "uncompared": "未逐项比对",
        "missing": "尚未提供",
        "general": "与方法无关的差异",
        "general intro": "以下差异与具体方法无关，下面的表格不因它们而标为*有差异*。",
        "reason": "| 差异 | 内容与原因 |",
        "methods": "| 方法 | 状态 | 差异 |",
        "all missing": "尚未提供：",
        "reasons": "差异的理由",
        "server": "本地服务器",
        "server statuses": "- *有实际效果*：行为与 COS 相同。\n"
        "- *仅保存*：检查并保存文档，按 COS 的形式返回，但不产生任何效果。`create_bucket` 的 "
        "`BucketArchConfig` 也是如此：存储桶只会如实报告它。\n"
        "- *501*：以 `NotImplemented` 拒绝，并给出操作的名称。",
        "service": "账号",
        "bucket": "存储桶",
        "object": "对象",
        "operations": "| 操作 | 请求 | 状态 |",
        "behaves": "有实际效果",
        "stored": "仅保存",
        "501": "501",
        "elsewhere": "其他服务及其余部分",
        "rest": "异步拉取是一项独立的服务，有自己的域名。以下子资源以 501 拒绝，客户端也没有对应的方法：",
    },
    {
        "A0": "客户端本身",
        "A": "存储桶与对象",
        "B": "存储桶配置",
        "C": "分块上传与传输",
        "D": "直播通道",
        "E": "数据处理：图片与文件",
        "F": "内容审核",
        "G": "媒体处理",
        "H": "文档处理",
        "I": "语音与识别",
        "J": "元数据检索",
        "K": "向量存储桶",
        "L": "客户端加密",
    },
)
LANGUAGES = (ENGLISH, CHINESE)
