"""The dialect of Amazon S3, which COS understands on the same port.

A request in it is checked by S3's signatures, read as one of COS's own, and answered by the same
handlers; the answer is written as S3 writes it.
"""
