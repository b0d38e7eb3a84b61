"""Objects of one bucket copied to others: which, in what state, and when.

Source: https://cloud.tencent.com/document/product/436/19923
"""
