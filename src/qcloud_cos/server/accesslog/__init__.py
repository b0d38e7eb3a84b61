"""Who asked a bucket for what, written to a bucket every five minutes.

Source: https://cloud.tencent.com/document/product/436/16920
"""
