"""COS Select: SQL over the content of one object, done by DuckDB.

What a caller sends is never given to DuckDB: `parser` reads it into the few forms that COS's dialect has,
and `translation` writes a statement of our own from those.

Source: https://cloud.tencent.com/document/product/436/37641
"""
