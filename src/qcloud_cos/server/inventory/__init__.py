"""Lists of a bucket's objects, written to a bucket.

Source: https://cloud.tencent.com/document/product/436/33703
"""
