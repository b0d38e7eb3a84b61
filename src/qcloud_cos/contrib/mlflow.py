"""Artifacts of MLflow at ``cos://`` URIs; MLflow finds this by an entry point."""

from __future__ import annotations

import os
import posixpath
from typing import Any

from mlflow.entities import FileInfo
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST
from mlflow.store.artifact.artifact_repo import ArtifactRepository

from qcloud_cos import CosConfig, CosS3Client
from qcloud_cos.errors import CosServiceError


class CosArtifactRepository(ArtifactRepository):
    """``cos://examplebucket-1250000000/path``.  Keys, region and endpoint are those of the environment."""

    def __init__(
        self, artifact_uri: str, tracking_uri: str | None = None, registry_uri: str | None = None
    ) -> None:
        super().__init__(artifact_uri, tracking_uri, registry_uri)
        path = artifact_uri.partition("://")[2]
        self._bucket, _, root = path.partition("/")
        if not self._bucket:
            raise MlflowException(
                f"{artifact_uri!r} names no bucket: give cos://bucket-appid/path", INVALID_PARAMETER_VALUE
            )
        self._root = root.strip("/")
        self._client = CosS3Client(CosConfig())

    def _key(self, path: str | None) -> str:
        inside = (path or "").strip("/")
        if ".." in inside.split("/"):
            raise MlflowException(f"The path {path!r} leads out of {self.artifact_uri}", INVALID_PARAMETER_VALUE)
        return posixpath.join(self._root, inside).strip("/")

    def log_artifact(self, local_file: str, artifact_path: str | None = None) -> None:
        key = posixpath.join(self._key(artifact_path), os.path.basename(local_file))
        self._client.upload_file(self._bucket, key, local_file)

    def log_artifacts(self, local_dir: str, artifact_path: str | None = None) -> None:
        # Models from hubs are directories of links.
        done = self._client.upload_directory(
            self._bucket, local_dir, self._key(artifact_path), FollowSymlinks=True
        )
        done.raise_for_failures()

    def list_artifacts(self, path: str | None = None) -> list[FileInfo]:
        below = self._key(path)
        prefix = f"{below}/" if below else ""
        start = len(self._root) + 1 if self._root else 0
        found: list[Any] = []
        for page in self._client.paginate("list_objects", Bucket=self._bucket, Prefix=prefix, Delimiter="/"):
            for directory in page.get("CommonPrefixes") or []:
                if name := directory["Prefix"][start:].rstrip("/"):
                    found.append(FileInfo(name, True, None))
            for entry in page.get("Contents") or []:
                if not entry["Key"].endswith("/"):
                    found.append(FileInfo(entry["Key"][start:], False, int(entry["Size"])))
        return sorted(found, key=lambda info: info.path)

    def _download_file(self, remote_file_path: str, local_path: str) -> None:
        key = self._key(remote_file_path)
        try:
            self._client.download_file(self._bucket, key, local_path)
        except CosServiceError as error:
            if error.get_status_code() != 404:
                raise
            raise MlflowException(
                f"No such artifact: cos://{self._bucket}/{key}", RESOURCE_DOES_NOT_EXIST
            ) from error

    def delete_artifacts(self, artifact_path: str | None = None) -> None:
        """Delete a file, or a directory with all that is in it."""
        key = self._key(artifact_path)
        if not key:
            raise MlflowException("A whole bucket is not deleted: give a path", INVALID_PARAMETER_VALUE)
        self._client.delete_prefix(self._bucket, f"{key}/").raise_for_failures()
        self._client.delete_object(self._bucket, key)
