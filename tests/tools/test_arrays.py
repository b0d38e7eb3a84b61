"""Arrays, datasets, models and paths: zarr, xarray, datasets, torch, UPath."""

from __future__ import annotations

import pytest

from qcloud_cos.fs import CosFileSystem

pytestmark = pytest.mark.filterwarnings("ignore")  # other people's warnings are theirs


def test_zarr_reads_and_writes(folder: str) -> None:
    zarr = pytest.importorskip("zarr")
    np = pytest.importorskip("numpy")
    array = zarr.create_array(f"{folder}/a.zarr", shape=(100, 100), chunks=(50, 50), dtype="i4")
    array[:] = np.arange(10_000).reshape(100, 100)
    found = zarr.open_array(f"{folder}/a.zarr", mode="r")
    assert (found[:] == array[:]).all()
    group = zarr.open_group(f"{folder}/g.zarr", mode="w")
    group.create_array("x", shape=(3,), dtype="i4")
    assert sorted(zarr.open_group(f"{folder}/g.zarr", mode="r").array_keys()) == ["x"]


def test_zarr_takes_a_configuration(folder: str, fs: CosFileSystem) -> None:
    zarr = pytest.importorskip("zarr")
    store = zarr.storage.FsspecStore.from_url(f"{folder}/b.zarr", storage_options={"config": fs.config})
    zarr.create_array(store, shape=(4,), dtype="i4")[:] = 7
    assert list(zarr.open_array(store, mode="r")[:]) == [7, 7, 7, 7]


def test_xarray_reads_and_writes(folder: str) -> None:
    pytest.importorskip("zarr")
    xarray = pytest.importorskip("xarray")
    made = xarray.Dataset({"t": (("x", "y"), [[1.0, 2.0], [3.0, 4.0]])})
    made.to_zarr(f"{folder}/a.zarr", consolidated=False)
    with xarray.open_zarr(f"{folder}/a.zarr", consolidated=False) as found:
        xarray.testing.assert_equal(found.load(), made)


def test_datasets_are_loaded_streamed_and_saved(folder: str, fs: CosFileSystem) -> None:
    datasets = pytest.importorskip("datasets")
    fs.pipe(f"{folder}/a.csv", b"n,name\n1,a\n2,b\n")
    loaded = datasets.load_dataset("csv", data_files=f"{folder}/a.csv", split="train")
    assert loaded["n"][:] == [1, 2]
    streamed = datasets.load_dataset("csv", data_files=f"{folder}/a.csv", split="train", streaming=True)
    assert [row["name"] for row in streamed] == ["a", "b"]
    loaded.save_to_disk(f"{folder}/saved")
    assert datasets.load_from_disk(f"{folder}/saved")["n"][:] == [1, 2]


def test_torch_saves_and_loads(folder: str, fs: CosFileSystem) -> None:
    torch = pytest.importorskip(
        "torch", reason="torch is a gigabyte with its CUDA: install a CPU wheel of it to run this"
    )
    with fs.open(f"{folder}/a.pt", "wb") as file:
        torch.save({"w": torch.ones(3)}, file)
    with fs.open(f"{folder}/a.pt") as file:
        assert torch.load(file)["w"].tolist() == [1, 1, 1]


def test_upath_is_a_path(folder: str) -> None:
    upath = pytest.importorskip("upath")
    path = upath.UPath(folder) / "sub" / "a.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("hello")
    assert path.read_text() == "hello"
    assert [one.name for one in path.parent.iterdir()] == ["a.txt"]
    assert [one.name for one in upath.UPath(folder).glob("**/*.txt")] == ["a.txt"]
    path.rename(path.with_name("b.txt"))
    assert not path.exists()
    path.with_name("b.txt").unlink()
