// Large objects: parts by hand and by the SDK, begun again after a break, copied, listed, aborted.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { Host, answers, at, client, cos, here, own, refuses } = require('./world.js');

own();

const MIB = 1024 * 1024;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cos-node-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));
const big = crypto.randomBytes(3 * MIB + 5);
const FilePath = path.join(folder, 'big');
fs.writeFileSync(FilePath, big);
const same = async (Key) => assert.ok((await cos.getObject(at(Key))).Body.equals(big));
const open = async (Prefix) => (await answers(cos.multipartList({ ...here, Prefix }))).Upload;

test('parts by hand', async () => {
  const { UploadId, Bucket, Key } = await answers(cos.multipartInit({ ...at('hand'), StorageClass: 'STANDARD_IA' }));
  assert.deepEqual([Bucket, Key], [here.Bucket, 'hand']);
  const Parts = [];
  for (let PartNumber = 1; PartNumber <= 4; PartNumber++) {
    const Body = big.subarray((PartNumber - 1) * MIB, PartNumber * MIB);
    const { ETag } = await answers(cos.multipartUpload({ ...at('hand'), UploadId, PartNumber, Body, ContentLength: Body.length }));
    assert.equal(ETag, `"${crypto.createHash('md5').update(Body).digest('hex')}"`);
    Parts.push({ PartNumber, ETag });
  }
  const listed = await answers(cos.multipartListPart({ ...at('hand'), UploadId, MaxParts: 3 }));
  assert.deepEqual(listed.Part.map((each) => each.PartNumber), ['1', '2', '3']);
  assert.deepEqual([listed.IsTruncated, listed.NextPartNumberMarker, listed.StorageClass], ['true', '3', 'STANDARD_IA']);
  const rest = await answers(cos.multipartListPart({ ...at('hand'), UploadId, PartNumberMarker: 3 }));
  assert.deepEqual(rest.Part.map((each) => each.Size), ['5']);
  const [upload] = await open('hand');
  assert.deepEqual([upload.Key, upload.UploadId, upload.StorageClass], ['hand', UploadId, 'STANDARD_IA']);
  await refuses(cos.multipartComplete({ ...at('hand'), UploadId, Parts: [{ PartNumber: 1, ETag: '"0"' }] }), 400, 'InvalidPart');
  const done = await answers(cos.multipartComplete({ ...at('hand'), UploadId, Parts }));
  assert.match(done.ETag, /^"[0-9a-f]{32}-4"$/);
  assert.ok(done.Location.endsWith(`${Host}/hand`));
  await same('hand');
  assert.equal((await cos.headObject(at('hand'))).headers['x-cos-storage-class'], 'STANDARD_IA');
  await refuses(cos.multipartComplete({ ...at('hand'), UploadId, Parts }), 404, 'NoSuchUpload');
});

test('an upload is given up', async () => {
  const { UploadId } = await cos.multipartInit(at('gone'));
  await answers(cos.multipartAbort({ ...at('gone'), UploadId }), 204);
  await refuses(cos.multipartAbort({ ...at('gone'), UploadId }), 404, 'NoSuchUpload');
  await refuses(cos.multipartUpload({ ...at('gone'), UploadId, PartNumber: 1, Body: 'x' }), 404, 'NoSuchUpload');
  await cos.multipartInit(at('gone'));
  await cos.abortUploadTask({ ...here, Level: 'file', Key: 'gone' });
  assert.deepEqual(await open('gone'), []);
});

test('a file in slices', async () => {
  const progress = [];
  const sent = await answers(cos.sliceUploadFile({ ...at('slices'), FilePath, ChunkSize: MIB, onProgress: (each) => progress.push(each.percent) }));
  assert.match(sent.ETag, /-4"$/);
  assert.equal(progress.at(-1), 1);
  await same('slices');
  const { files } = await cos.uploadFiles({ files: [{ ...at('one'), FilePath }, { ...at('two'), FilePath }], SliceSize: MIB });
  assert.deepEqual(files.map((each) => each.error), [null, null]);
  await same('two');
});

test('a file that broke off goes on', async () => {
  let cancelled = false;
  await new Promise((resolve) => {
    const once = client({ ConfCwd: folder, ChunkParallelLimit: 1, ProgressInterval: 1 });
    let task;
    once.sliceUploadFile(
      { ...at('resumed'), FilePath, ChunkSize: MIB, onTaskReady: (id) => (task = id), onProgress: ({ loaded }) => {
        if (loaded > MIB && !cancelled) {
          cancelled = true;
          once.cancelTask(task);
          setTimeout(resolve, 100);
        }
      } },
      () => {},
    );
  });
  const [upload] = await open('resumed');
  const { Part } = await answers(cos.multipartListPart({ ...at('resumed'), UploadId: upload.UploadId }));
  assert.ok(Part.length >= 1 && Part.length < 4);
  const again = client({ ConfCwd: folder });
  let parts = 0;
  again.on('before-send', (sent) => (parts += /partNumber=/.test(JSON.stringify([sent.url, sent.qs])) || !!(sent.qs && sent.qs.partNumber)));
  await answers(again.sliceUploadFile({ ...at('resumed'), FilePath, ChunkSize: MIB }));
  assert.ok(parts <= 4 - Part.length, `${parts} parts were sent again`);
  await same('resumed');
  assert.deepEqual(await open('resumed'), []);
});

test('a download in chunks', async () => {
  const down = path.join(folder, 'down');
  await cos.putObject({ ...at('source'), Body: big });
  await cos.downloadFile({ ...at('source'), FilePath: down, ChunkSize: MIB, ParallelLimit: 2 });
  assert.ok(fs.readFileSync(down).equals(big));
});

test('copies in parts', async () => {
  await cos.putObject({ ...at('src'), Body: big });
  const CopySource = `${Host}/src`;
  const { UploadId } = await cos.multipartInit(at('by-hand'));
  const part = await answers(cos.uploadPartCopy({ ...at('by-hand'), UploadId, PartNumber: 1, CopySource, CopySourceRange: `bytes=0-${MIB - 1}` }));
  const tail = await answers(cos.uploadPartCopy({ ...at('by-hand'), UploadId, PartNumber: 2, CopySource, CopySourceRange: `bytes=${MIB}-${big.length - 1}` }));
  const Parts = [part, tail].map(({ ETag }, index) => ({ PartNumber: index + 1, ETag }));
  await answers(cos.multipartComplete({ ...at('by-hand'), UploadId, Parts }));
  await same('by-hand');
  const sliced = await answers(cos.sliceCopyFile({ ...at('sliced'), CopySource, CopySliceSize: MIB, CopyChunkSize: MIB }));
  assert.match(sliced.ETag, /-4"$/);
  await same('sliced');
  await answers(cos.sliceCopyFile({ ...at('whole'), CopySource }));
  await same('whole');
});
