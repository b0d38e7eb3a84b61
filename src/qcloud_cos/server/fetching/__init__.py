"""Objects fetched from URLs of this machine, in the server's own time.

Source: https://cloud.tencent.com/document/product/436/48090
"""
