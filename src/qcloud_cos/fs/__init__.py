"""cos:// for whatever reads and writes through fsspec: pandas, Dask, DuckDB, zarr and others."""

from qcloud_cos.fs.filesystem import CosFileSystem

__all__ = ["CosFileSystem"]
