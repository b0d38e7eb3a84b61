"""Files with keys: this tool's own, and those of Tencent's tools, which are only read."""
