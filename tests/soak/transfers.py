"""Files up and down, also ended in the middle and gone on with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qcloud_cos import Cancellation
from qcloud_cos.errors import Cancelled
from soak.content import content
from soak.worker import BUCKET, Steps, Worker


def upload(worker: Worker) -> Steps[None]:
    key, number = f"{worker.name}/file", worker.fresh()
    path, notes = worker.folder / "up", worker.folder / "notes"
    path.write_bytes(content(number, large=True))

    def call(**more: Any) -> Any:
        return worker.client.upload_file(
            BUCKET, key, path, PartSize=1, MAXThread=2, checkpoint_dir=notes, resume="failed", **more
        )

    if worker.random.random() < 0.5:
        worker.may[key] = worker.may.get(key, {None}) | {number}  # it may be done before it can be ended
        yield from _ended_in_the_middle(call)
    yield from worker.write(key, number, call)
    assert not list(notes.iterdir()), "a note is left of an upload that is done"


def download(worker: Worker) -> Steps[None]:
    if not (found := worker.settled()):
        return
    path, notes = worker.folder / "down", worker.folder / "notes of downloads"
    path.unlink(missing_ok=True)

    def call(**more: Any) -> Any:
        return worker.client.download_file(
            BUCKET, found[0], path, PartSize=1, MAXThread=2, DumpRecordDir=str(notes), resume="failed", **more
        )

    if worker.random.random() < 0.5:
        yield from _ended_in_the_middle(call)
    yield call()
    data = path.read_bytes()
    worker.check(found[0], data)
    worker.bytes_checked += len(data)


def _ended_in_the_middle(call: Callable[..., Any]) -> Steps[None]:
    """Unless it is done before."""
    cancellation = Cancellation()

    def cancel(done: int, _total: int) -> None:
        if done:
            cancellation.cancel()

    try:
        yield call(cancellation=cancellation, progress_callback=cancel)
    except Cancelled:
        return
