"""Documents: made into pictures, PDF, text or web pages, while the caller waits or as tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from qcloud_cos import types
from qcloud_cos.core import answers
from qcloud_cos.core.operation import operation
from qcloud_cos.core.wire import Call
from qcloud_cos.operations.processing.asking import below, given, of_object, of_service


class Documents:
    @operation
    def ci_create_doc_job(
        self,
        Bucket: str,
        InputObject: str,
        OutputBucket: str,
        OutputRegion: str,
        OutputObject: str,
        QueueId: str | None = None,
        SrcType: str | None = None,
        TgtType: str | None = None,
        StartPage: int | None = None,
        EndPage: int = -1,
        SheetId: int = 0,
        PaperDirection: int = 0,
        PaperSize: int = 0,
        DocPassword: str | None = None,
        Comments: int | None = None,
        PageRanges: str | None = None,
        ImageParams: str | None = None,
        Quality: int = 100,
        Zoom: int = 100,
        ImageDpi: int = 96,
        PicPagination: int = 0,
        **headers: Unpack[types.Headers],
    ) -> Call[types.DocumentTask]:
        """Submit a task that makes pictures, or a PDF, of a document's pages.

        Args:
            OutputObject: with ``${Number}`` (from 1 on) or ``${Page}`` in it, such as ``out/${Number}.jpg``;
                of a spreadsheet with ``${SheetID}``, too.
            SrcType: such as ``docx``, where the key does not end in it.
            TgtType: ``jpg``, ``png`` or ``pdf``.
            EndPage: -1 for the last.
            SheetId: 0 for all.
            PaperDirection: of a spreadsheet; 0 upright, else across.
            PaperSize: of a spreadsheet; 0 for A4, 1 for A2, 2 for A0.
            Comments: 1 to show comments and revisions.
            PageRanges: such as ``1,2-4,7``.
            ImageParams: what is done to each picture, as in URLs of image processing.
            Quality: per cent; `Zoom` too, 10 to 200; `ImageDpi` is 96 to 600.
            PicPagination: 1 for one tall picture of up to 20 pages.

        Source: https://cloud.tencent.com/document/product/460/46942
        """
        how = {
            "SrcType": SrcType,
            "TgtType": TgtType,
            "ImageParams": ImageParams,
            "DocPassword": DocPassword,
            "PageRanges": PageRanges,
            "StartPage": StartPage,
            "EndPage": EndPage,
            "SheetId": SheetId,
            "PaperDirection": PaperDirection,
            "PaperSize": PaperSize,
            "Quality": Quality,
            "Zoom": Zoom,
            "PicPagination": PicPagination,
            "ImageDpi": ImageDpi,
            "Comments": Comments,
        }
        output = {"Bucket": OutputBucket, "Region": OutputRegion, "Object": OutputObject}
        task = {
            "Input": {"Object": InputObject},
            "Tag": "DocProcess",
            "Operation": {"Output": output, "DocProcess": given(how)},
            **given({"QueueId": QueueId}),
        }
        returns = answers.document(types.DocumentTask)
        return of_service("POST", Bucket, "/doc_jobs", returns, headers, document=task, typed=True)

    @operation
    def ci_get_doc_job(
        self, Bucket: str, JobID: str, **headers: Unpack[types.Headers]
    ) -> Call[types.ProcessingTasks]:
        """How far a task for a document is, and what it made; `JobsDetail` is a list of one.

        Source: https://cloud.tencent.com/document/product/460/46943
        """
        path = below("/doc_jobs/", JobID=JobID)
        return of_service("GET", Bucket, path, answers.document(types.ProcessingTasks), headers, typed=True)

    @operation
    def ci_list_doc_jobs(
        self,
        Bucket: str,
        QueueId: str | None = None,
        StartCreationTime: str | None = None,
        EndCreationTime: str | None = None,
        OrderByTime: str = "Desc",
        States: str = "All",
        Size: int = 10,
        NextToken: str = "",
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingTasks]:
        """A page of the tasks for documents; `NextToken` of the result names the next one.

        Args:
            StartCreationTime: such as ``2026-01-01T00:00:00+0800``.
            OrderByTime: ``Desc`` or ``Asc``.
            States: ``Submitted``, ``Running``, ``Success``, ``Failed``, ``Pause``, ``Cancel`` with commas
                between them, or ``All``.
            Size: at most 100.

        Source: https://cloud.tencent.com/document/product/460/46944
        """
        query = {
            "tag": "DocProcess",
            "orderByTime": OrderByTime,
            "states": States,
            "size": Size,
            "nextToken": NextToken,
            "queueId": QueueId,
            "startCreationTime": StartCreationTime,
            "endCreationTime": EndCreationTime,
        }
        returns = answers.document(types.ProcessingTasks)
        return of_service("GET", Bucket, "/doc_jobs", returns, headers, query=query, typed=True)

    @operation
    def ci_get_doc_queue(
        self,
        Bucket: str,
        State: str = "All",
        QueueIds: str = "",
        PageNumber: int = 1,
        PageSize: int = 10,
        **headers: Unpack[types.Headers],
    ) -> Call[types.ProcessingQueues]:
        """A page of the queues that tasks for documents wait in.

        Args:
            State: ``All``, ``Active`` or ``Paused``.
            QueueIds: with commas between them.

        Source: https://cloud.tencent.com/document/product/460/46946
        """
        query = {"queueIds": QueueIds, "state": State, "pageNumber": PageNumber, "pageSize": PageSize}
        returns = answers.document(types.ProcessingQueues)
        return of_service("GET", Bucket, "/docqueue", returns, headers, query=query)

    @operation
    def ci_update_doc_queue(
        self,
        Bucket: str,
        QueueId: str,
        Request: Mapping[str, Any] | None = None,
        **headers: Unpack[types.Headers],
    ) -> Call[types.DocumentQueue]:
        """Rename a queue of tasks for documents, pause it or let it go on, or change whom it tells.

        Args:
            Request: all of it, `Name`, `QueueID`, `State` (``Active`` or ``Paused``) and `NotifyConfig`.

        Source: https://cloud.tencent.com/document/product/436/54094
        """
        path = below("/docqueue/", QueueId=QueueId)
        returns = answers.document(types.DocumentQueue)
        return of_service("PUT", Bucket, path, returns, headers, document=Request or {})

    @operation
    def ci_get_doc_bucket(
        self,
        Regions: str = "",
        BucketName: str = "",
        BucketNames: str = "",
        PageNumber: int = 1,
        PageSize: int = 10,
        **headers: Unpack[types.Headers],
    ) -> Call[types.DocumentBuckets]:
        """A page of the buckets that document processing is switched on for.

        Args:
            Regions: with commas between them.
            BucketName: what names begin with.
            BucketNames: whole names, with commas between them.

        Source: https://cloud.tencent.com/document/product/460/46945
        """
        query = {
            "regions": Regions,
            "bucketNames": BucketNames,
            "bucketName": BucketName,
            "pageNumber": PageNumber,
            "pageSize": PageSize,
        }
        return of_service("GET", None, "/docbucket", answers.document(types.DocumentBuckets), headers, query=query)

    @operation
    def ci_doc_preview_process(
        self,
        Bucket: str,
        Key: str,
        SrcType: str | None = None,
        Page: int | None = None,
        DstType: str | None = None,
        PassWord: str | None = None,
        Comment: int = 0,
        Sheet: int = 1,
        ExcelPaperDirection: int = 0,
        ExcelRow: int = 0,
        ExcelCol: int = 0,
        ExcelPaperSize: int | None = None,
        TxtPagination: bool = False,
        ImageParams: str | None = None,
        Quality: int = 100,
        Scale: int = 100,
        ImageDpi: int = 96,
        **headers: Unpack[types.GetHeaders],
    ) -> Call[types.GetObjectOutput, types.AsyncGetObjectOutput]:
        """A page of a document as a picture, or the document as a PDF or as text, to read from `Body`.

        Args:
            SrcType: such as ``docx``, where the key does not end in it.
            Page: from 1 on; of a spreadsheet the picture of `Sheet`.
            DstType: ``jpg``, ``png``, ``pdf`` or ``txt``.
            Comment: 1 to show comments and revisions.
            ExcelRow: 1 to have all columns on a page; `ExcelCol` 1 to have all rows.
            ExcelPaperSize: then; 0 for A4, 1 for A2, 2 for A0.
            TxtPagination: one text of all pages.
            ImageParams: what is done to the picture, as in URLs of image processing.
            Quality: per cent; `Scale` too, 10 to 200; `ImageDpi` is 96 to 600.

        Returns:
            The headers, such as `X-Total-Page`, of spreadsheets `X-Total-Sheet` and `X-Sheet-Name`, and `Body`.

        Source: https://cloud.tencent.com/document/product/460/47074
        """
        query = {
            "ci-process": "doc-preview",
            **given({"srcType": SrcType, "page": Page, "dstType": DstType, "password": PassWord}),
            "comment": Comment,
            "sheet": Sheet,
            "excelPaperDirection": ExcelPaperDirection,
            "excelRow": ExcelRow,
            "excelCol": ExcelCol,
            **given({"excelPaperSize": ExcelPaperSize}),
            "txtPagination": str(TxtPagination).lower(),
            **given({"ImageParams": ImageParams}),
            "quality": Quality,
            "scale": Scale,
            "imageDpi": ImageDpi,
        }
        return of_object(Bucket, Key, query, headers, answers.made, streams=True)

    @operation
    def ci_doc_preview_html_process(
        self,
        Bucket: str,
        Key: str,
        SrcType: str | None = None,
        Copyable: str = "1",
        DstType: str = "html",
        HtmlParams: str | None = None,
        HtmlWaterword: str | None = None,
        HtmlFillStyle: str | None = None,
        HtmlFront: str | None = None,
        HtmlRotate: str | None = None,
        HtmlHorizontal: str | None = None,
        HtmlVertical: str | None = None,
        HtmlTitle: str | None = None,
        **headers: Unpack[types.GetHeaders],
    ) -> Call[types.GetObjectOutput, types.AsyncGetObjectOutput]:
        """A document as a web page that shows it, to read from `Body`.

        What is said to be in Base64 is in the alphabet for URLs, encoded by the caller.

        Args:
            Copyable: ``0`` to keep text from being copied.
            HtmlParams: settings of the page, JSON in Base64.
            HtmlWaterword: a watermark, in Base64; in Base64, too, are its colour `HtmlFillStyle`, such as
                ``rgba(192,192,192,0.6)``, and its font `HtmlFront`, such as ``bold 20px Serif``.
            HtmlRotate: its angle, 0 to 360; `HtmlHorizontal` and `HtmlVertical` are its distances in pixels.
            HtmlTitle: of the page, in Base64.

        Source: https://cloud.tencent.com/document/product/460/52518
        """
        said = {
            "htmlParams": HtmlParams,
            "htmlwaterword": HtmlWaterword,
            "htmlfillstyle": HtmlFillStyle,
            "htmlfront": HtmlFront,
            "htmlrotate": HtmlRotate,
            "htmlhorizontal": HtmlHorizontal,
            "htmlvertical": HtmlVertical,
            "htmltitle": HtmlTitle,
        }
        query = {
            "ci-process": "doc-preview",
            **given({"srcType": SrcType}),
            "copyable": Copyable,
            "dstType": DstType,
            **given(said),
        }
        return of_object(Bucket, Key, query, headers, answers.made, streams=True)
