"""MLflow's artifacts at cos:// URIs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qcloud_cos import CosS3Client
from qcloud_cos.server import LocalCos

pytestmark = pytest.mark.filterwarnings("ignore")  # other people's warnings are theirs
mlflow = pytest.importorskip("mlflow")


@pytest.fixture
def repository(folder: str) -> Any:
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    return get_artifact_repository(folder)


def files(path: Path) -> dict[str, str]:
    return {each.relative_to(path).as_posix(): each.read_text() for each in path.rglob("*") if each.is_file()}


@pytest.fixture
def local(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    (path / "data").mkdir(parents=True)
    (path / "MLmodel").write_text("flavors: {}")
    (path / "data" / "weights").write_text("weights")
    (path / "link").symlink_to(path / "MLmodel")
    return path


def test_a_run_logs_and_loads_artifacts(cos_bucket: str, local: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.chdir(tmp_path)
    mlflow.set_tracking_uri((tmp_path / "runs").as_uri())
    experiment = mlflow.create_experiment("in COS", artifact_location=f"cos://{cos_bucket}/mlflow")
    with mlflow.start_run(experiment_id=experiment) as run:
        mlflow.log_text("Hello", "notes/hello.txt")
        mlflow.log_artifacts(str(local), "model")
    uri = run.info.artifact_uri
    assert uri.startswith(f"cos://{cos_bucket}/mlflow/")
    assert mlflow.artifacts.load_text(f"{uri}/notes/hello.txt") == "Hello"
    found = Path(mlflow.artifacts.download_artifacts(f"{uri}/model", dst_path=str(tmp_path / "made")))
    assert files(found) == {"MLmodel": "flavors: {}", "data/weights": "weights", "link": "flavors: {}"}
    listed = mlflow.MlflowClient().list_artifacts(run.info.run_id)
    assert [(each.path, each.is_dir) for each in listed] == [("model", True), ("notes", True)]


def test_artifacts_are_listed_and_deleted(
    repository: Any, local: Path, cos_client: CosS3Client, cos_bucket: str
) -> None:
    repository.log_artifacts(str(local))
    repository.log_artifact(str(local / "MLmodel"), "data")
    cos_client.put_object(cos_bucket, b"", "folder/data/")
    cos_client.put_object(cos_bucket, b"x", "folder/data2/x")
    assert [(each.path, each.is_dir, each.file_size) for each in repository.list_artifacts("data")] == [
        ("data/MLmodel", False, 11),
        ("data/weights", False, 7),
    ]
    assert repository.list_artifacts("MLmodel") == []
    repository.delete_artifacts("data")
    repository.delete_artifacts("link")
    assert [each.path for each in repository.list_artifacts()] == ["MLmodel", "data2"]


def test_a_missing_artifact_says_so(repository: Any, tmp_path: Path, cos_server: LocalCos) -> None:
    from mlflow.exceptions import MlflowException

    with pytest.raises(MlflowException, match="No such artifact"):
        repository.download_artifacts("missing.txt", str(tmp_path))
    for way in (repository.log_artifacts, repository.log_artifact):
        with pytest.raises(MlflowException, match="leads out"):
            way(str(tmp_path), "../elsewhere")


def test_the_root_of_a_bucket(cos_bucket: str, local: Path) -> None:
    from mlflow.exceptions import MlflowException
    from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

    repository = get_artifact_repository(f"cos://{cos_bucket}")
    repository.log_artifacts(str(local))
    assert [each.path for each in repository.list_artifacts()] == ["MLmodel", "data", "link"]
    assert [each.path for each in repository.list_artifacts("data")] == ["data/weights"]
    with pytest.raises(MlflowException, match="whole bucket"):
        repository.delete_artifacts()
