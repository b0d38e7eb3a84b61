"""Tencent Cloud Object Storage."""
