// Objects: written, read, listed, versioned, copied, tagged, queried, removed.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { Bucket, Host, answers, at, client, cos, here, open, own, refuses, text } = require('./world.js');

own();

const quoted = (body) => `"${crypto.createHash('md5').update(body).digest('hex')}"`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cos-node-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

test('what is put is got', async () => {
  for (const Key of ['a.txt', 'dir/中文 +%&=?#.txt', 'a//b', '!\'()*~', 'x'.repeat(850)]) {
    const put = await answers(cos.putObject({ ...at(Key), Body: `of ${Key}` }));
    assert.equal(put.ETag, quoted(`of ${Key}`));
    assert.ok(put.Location.startsWith(`${Host}/`));
    assert.equal(await text(Key), `of ${Key}`);
  }
  await refuses(cos.putObject({ ...at('x'.repeat(851)), Body: '' }), 400, 'KeyTooLong');
  await refuses(cos.getObject(at('nowhere')), 404, 'NoSuchKey');
});

test('bodies of every kind', async () => {
  const file = path.join(folder, 'page.html');
  fs.writeFileSync(file, '<p>');
  await answers(cos.putObject({ ...at('file'), Body: fs.createReadStream(file), ContentLength: 3 }));
  assert.equal((await cos.headObject(at('file'))).headers['content-type'], 'text/html');
  await answers(cos.putObject({ ...at('buffer'), Body: Buffer.from([0, 255]) }));
  assert.deepEqual((await cos.getObject(at('buffer'))).Body, Buffer.from([0, 255]));
  await answers(cos.putObject({ ...at('empty'), Body: '' }));
  assert.equal((await cos.headObject(at('empty'))).headers['content-length'], '0');
  await answers(cos.uploadFile({ ...at('whole'), FilePath: file }));
  assert.equal(await text('whole'), '<p>');
  assert.equal(await new Promise((resolve) => {
    const pieces = [];
    cos.getObjectStream(at('file')).on('data', (piece) => pieces.push(piece)).on('end', () => resolve(`${Buffer.concat(pieces)}`));
  }), '<p>');
  const down = path.join(folder, 'down');
  await answers(cos.getObject({ ...at('file'), Output: fs.createWriteStream(down) }));
  assert.equal(fs.readFileSync(down, 'utf8'), '<p>');
});

test('what a head says', async () => {
  await answers(cos.putObject({
    ...at('head'), Body: '123456789', ContentType: 'text/plain', CacheControl: 'max-age=1', ContentEncoding: 'identity',
    ContentDisposition: 'attachment', Expires: 'Thu, 01 Dec 2050 16:00:00 GMT', StorageClass: 'STANDARD_IA',
    Headers: { 'x-cos-meta-Name': 'value', 'Content-Language': 'zh-CN' },
  }));
  const { headers } = await answers(cos.headObject(at('head')));
  assert.deepEqual(
    ['content-type', 'cache-control', 'content-encoding', 'content-disposition', 'content-language', 'expires',
      'x-cos-storage-class', 'x-cos-meta-name', 'x-cos-hash-crc64ecma', 'x-cos-object-type', 'accept-ranges', 'etag']
      .map((name) => headers[name]),
    ['text/plain', 'max-age=1', 'identity', 'attachment', 'zh-CN', 'Thu, 01 Dec 2050 16:00:00 GMT',
      'STANDARD_IA', 'value', '11051210869376104954', 'normal', 'bytes', quoted('123456789')],
  );
  assert.equal(new Date(headers['last-modified']).toUTCString(), headers['last-modified']);
});

test('conditions, ranges and other heads', async () => {
  await cos.putObject({ ...at('c'), Body: '0123456789' });
  const { headers } = await cos.headObject(at('c'));
  const part = await answers(cos.getObject({ ...at('c'), Range: 'bytes=2-4' }), 206);
  assert.deepEqual([part.Body.toString(), part.headers['content-range']], ['234', 'bytes 2-4/10']);
  assert.equal(await text('c', { Range: 'bytes=-3' }), '789');
  await refuses(cos.getObject({ ...at('c'), Range: 'bytes=10-' }), 416, 'InvalidRange');
  await refuses(cos.getObject({ ...at('c'), IfNoneMatch: headers.etag }), 304, '304');
  const same = await cos.headObject({ ...at('c'), IfModifiedSince: headers['last-modified'] });
  assert.deepEqual([same.statusCode, same.NotModified], [304, true]);
  await refuses(cos.getObject({ ...at('c'), IfMatch: '"other"' }), 412, 'PreconditionFailed');
  await refuses(cos.getObject({ ...at('c'), IfUnmodifiedSince: 'Thu, 01 Jan 2015 00:00:00 GMT' }), 412, 'PreconditionFailed');
  const named = await answers(cos.getObject({ ...at('c'), ResponseContentType: 'a/b', ResponseCacheControl: 'no-store' }));
  assert.deepEqual([named.headers['content-type'], named.headers['cache-control']], ['a/b', 'no-store']);
  await refuses(cos.headObject(at('nowhere')), 404, '404');
});

test('a sum that differs is refused', async () => {
  const wrong = crypto.createHash('md5').update('other').digest('base64');
  await refuses(cos.putObject({ ...at('sum'), Body: 'body', ContentMD5: wrong }), 400, 'BadDigest');
  const checked = client({ UploadCheckContentMd5: true });
  const put = await answers(checked.putObject({ ...at('sum'), Body: 'body' }));
  assert.equal(put.ETag, quoted('body'));
});

test('listings, page by page', async () => {
  const keys = ['l/1', 'l/2', 'l/d/1', 'l/d/2', 'l/é 1'];
  await Promise.all(keys.map((Key) => cos.putObject({ ...at(Key), Body: Key })));
  const folded = await answers(cos.getBucket({ ...here, Prefix: 'l/', Delimiter: '/' }));
  assert.deepEqual(folded.Contents.map((each) => each.Key), ['l/1', 'l/2', 'l/é 1']);
  assert.deepEqual(folded.CommonPrefixes, [{ Prefix: 'l/d/' }]);
  assert.deepEqual([folded.Name, folded.IsTruncated, folded.MaxKeys], [Bucket, 'false', '1000']);
  assert.deepEqual(Object.keys(folded.Contents[0]), ['Key', 'LastModified', 'ETag', 'Size', 'Owner', 'StorageClass']);
  const seen = [];
  for (let Marker = ''; ;) {
    const page = await answers(cos.getBucket({ ...here, Prefix: 'l/', MaxKeys: 2, Marker, EncodingType: 'url' }));
    seen.push(...page.Contents.map((each) => decodeURIComponent(each.Key)));
    if (page.IsTruncated === 'false') break;
    Marker = decodeURIComponent(page.NextMarker);
  }
  assert.deepEqual(seen, keys);
  await refuses(cos.getBucket({ ...here, EncodingType: 'base64' }), 400, 'InvalidArgument');
});

test('many are deleted at once', async () => {
  await Promise.all(['m/1', 'm/2'].map((Key) => cos.putObject({ ...at(Key), Body: '' })));
  const gone = await answers(cos.deleteMultipleObject({ ...here, Objects: [{ Key: 'm/1' }, { Key: 'm/2' }, { Key: 'm/3' }] }));
  assert.deepEqual(gone.Deleted.map((each) => each.Key), ['m/1', 'm/2', 'm/3']);
  assert.deepEqual(gone.Error, []);
  const quiet = await answers(cos.deleteMultipleObject({ ...here, Quiet: true, Objects: [{ Key: 'm/1' }] }));
  assert.deepEqual([quiet.Deleted, quiet.Error], [[], []]);
  await answers(cos.deleteObject(at('m/1')), 204);
});

test('copies', async () => {
  await cos.putObject({ ...at('源/1 +'), Body: 'copied', ContentType: 'a/b', Headers: { 'x-cos-meta-a': '1' } });
  const CopySource = `${Host}/${encodeURIComponent('源/1 +')}`;
  const copied = await answers(cos.putObjectCopy({ ...at('to'), CopySource }));
  assert.equal(copied.ETag, quoted('copied'));
  assert.ok(copied.CRC64 && copied.LastModified);
  const { headers } = await cos.headObject(at('to'));
  assert.deepEqual([headers['content-type'], headers['x-cos-meta-a']], ['a/b', '1']);
  await answers(cos.putObjectCopy({ ...at('to'), CopySource, MetadataDirective: 'Replaced', ContentType: 'c/d', StorageClass: 'STANDARD_IA' }));
  const replaced = (await cos.headObject(at('to'))).headers;
  assert.deepEqual([replaced['content-type'], replaced['x-cos-storage-class'], replaced['x-cos-meta-a']], ['c/d', 'STANDARD_IA', undefined]);
  await refuses(cos.putObjectCopy({ ...at('to'), CopySource: `${Host}/nowhere` }), 404, 'NoSuchKey');
  await refuses(cos.putObjectCopy({ ...at('to'), CopySource, CopySourceIfMatch: '"x"' }), 412, 'PreconditionFailed');
});

test('permissions of one object', async () => {
  await cos.putObject({ ...at('acl'), Body: 'open', ACL: 'public-read' });
  const url = cos.getObjectUrl({ ...at('acl'), Sign: false, Protocol: 'http:' });
  assert.deepEqual([(await open(url)).status, (await cos.getObjectAcl(at('acl'))).ACL], [200, 'public-read']);
  await answers(cos.putObjectAcl({ ...at('acl'), ACL: 'private' }));
  const shut = await open(url);
  assert.equal(shut.status, 403);
  assert.match(shut.body, /<Code>AccessDenied<\/Code>/);
  await answers(cos.putObjectAcl({ ...at('acl'), ACL: 'default' }));
  const inherited = await answers(cos.getObjectAcl(at('acl')));
  assert.equal(inherited.ACL, 'default');
  await answers(cos.putObjectAcl({ ...at('acl'), GrantRead: 'id="100000000008"' }));
  assert.equal((await cos.getObjectAcl(at('acl'))).GrantRead, 'id="qcs::cam::uin/100000000008:uin/100000000008"');
});

test('signed URLs', async () => {
  await cos.putObject({ ...at('url 中+'), Body: 'by url' });
  const { Url } = await new Promise((resolve, reject) =>
    cos.getObjectUrl({ ...at('url 中+'), Query: { 'response-content-type': 'a/b' } }, (error, data) => (error ? reject(error) : resolve(data))));
  const got = await open(Url);
  assert.deepEqual([got.status, got.body, got.headers['content-type']], [200, 'by url', 'a/b']);
  const put = cos.getObjectUrl({ ...at('by-url'), Method: 'PUT' });
  assert.equal((await open(put, { method: 'PUT', body: 'put' })).status, 200);
  assert.equal(await text('by-url'), 'put');
  assert.equal((await open(cos.getObjectUrl({ ...at('by-url'), Expires: -1000 }))).status, 403);
  const sign = cos.getAuth({ Method: 'GET', Key: 'by-url', Expires: 60 });
  const single = await open(`http://${Host}/by-url?sign=${encodeURIComponent(sign)}`);
  assert.deepEqual([single.status, single.body], [200, 'put']);
});

test('a form, as a browser sends it', async () => {
  const KeyTime = `${Math.floor(Date.now() / 1000) - 60};${Math.floor(Date.now() / 1000) + 600}`;
  const { COS_SECRET_ID: id, COS_SECRET_KEY: key } = process.env;
  const policy = JSON.stringify({
    expiration: new Date(Date.now() + 600e3).toISOString(),
    conditions: [{ 'q-sign-algorithm': 'sha1' }, { 'q-ak': id }, { 'q-sign-time': KeyTime }, { bucket: Bucket }, ['starts-with', '$key', 'form/']],
  });
  const hmac = (secret, data) => crypto.createHmac('sha1', secret).update(data).digest('hex');
  const signature = hmac(hmac(key, KeyTime), crypto.createHash('sha1').update(policy).digest('hex'));
  const form = new FormData();
  const fields = {
    key: 'form/${filename}', success_action_status: '201', 'Content-Type': 'text/plain', policy: Buffer.from(policy).toString('base64'),
    'q-sign-algorithm': 'sha1', 'q-ak': id, 'q-key-time': KeyTime, 'q-signature': signature,
  };
  Object.entries(fields).forEach(([name, value]) => form.append(name, value));
  form.append('file', new Blob(['from a form']), 'photo.txt');
  const whole = new Response(form);
  const body = Buffer.from(await whole.arrayBuffer());
  const posted = await open(`http://${Host}/`, { method: 'POST', body, headers: { 'Content-Type': whole.headers.get('content-type') } });
  assert.equal(posted.status, 201);
  assert.equal(posted.headers.location, `http://${Host}/form/photo.txt`);
  assert.equal(await text('form/photo.txt'), 'from a form');
});

test('versions', async () => {
  await answers(cos.putBucketVersioning({ ...here, VersioningConfiguration: { Status: 'Enabled' } }));
  assert.deepEqual((await answers(cos.getBucketVersioning(here))).VersioningConfiguration, { Status: 'Enabled' });
  const first = (await answers(cos.putObject({ ...at('v'), Body: 'one' }))).VersionId;
  const second = (await answers(cos.putObject({ ...at('v'), Body: 'two' }))).VersionId;
  assert.ok(first && second && first !== second);
  assert.equal(await text('v', { VersionId: first }), 'one');
  const marker = await answers(cos.deleteObject(at('v')), 204);
  assert.equal(marker.headers['x-cos-delete-marker'], 'true');
  await refuses(cos.getObject(at('v')), 404, 'NoSuchKey');
  const listed = await answers(cos.listObjectVersions({ ...here, Prefix: 'v' }));
  assert.deepEqual(listed.Versions.map((each) => each.VersionId), [second, first]);
  assert.deepEqual(listed.DeleteMarkers.map((each) => [each.Key, each.IsLatest]), [['v', 'true']]);
  await answers(cos.deleteObject({ ...at('v'), VersionId: listed.DeleteMarkers[0].VersionId }), 204);
  assert.equal(await text('v'), 'two');
  await refuses(cos.getObject({ ...at('v'), VersionId: 'MTg0NDUxNTc1NjIzMTQ1MDAwODg' }), 404, 'NoSuchVersion');
  const gone = await answers(cos.deleteMultipleObject({ ...here, Objects: [{ Key: 'v', VersionId: first }, { Key: 'v', VersionId: second }] }));
  assert.equal(gone.Deleted.length, 2);
  await answers(cos.putBucketVersioning({ ...here, VersioningConfiguration: { Status: 'Suspended' } }));
});

test('tags', async () => {
  await cos.putObject({ ...at('t'), Body: 't', Headers: { 'x-cos-tagging': 'a=1&b=%E4%B8%AD' } });
  assert.deepEqual((await answers(cos.getObjectTagging(at('t')))).Tags, [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '中' }]);
  assert.equal((await cos.headObject(at('t'))).headers['x-cos-tagging-count'], '2');
  await answers(cos.putObjectTagging({ ...at('t'), Tags: [{ Key: 'c', Value: '3' }] }), 204);
  assert.deepEqual((await cos.getObjectTagging(at('t'))).Tags, [{ Key: 'c', Value: '3' }]);
  await answers(cos.deleteObjectTagging(at('t')), 204);
  assert.deepEqual((await cos.getObjectTagging(at('t'))).Tags, []);
});

test('appending', async () => {
  const first = await answers(cos.appendObject({ ...at('log'), Body: 'one', Position: 0 }));
  assert.equal(first.headers['x-cos-next-append-position'], '3');
  await answers(cos.appendObject({ ...at('log'), Body: 'two', Position: 3 }));
  assert.equal(await text('log'), 'onetwo');
  assert.equal((await cos.headObject(at('log'))).headers['x-cos-object-type'], 'appendable');
  await refuses(cos.appendObject({ ...at('log'), Body: 'x', Position: 0 }), 409, 'AppendPositionErr');
  await cos.putObject({ ...at('plain'), Body: 'x' });
  await refuses(cos.appendObject({ ...at('plain'), Body: 'x', Position: 1 }), 409, 'ObjectNotAppendable');
});

test('archives', async () => {
  await cos.putObject({ ...at('old'), Body: 'old', StorageClass: 'ARCHIVE' });
  await refuses(cos.getObject(at('old')), 403, 'InvalidObjectState');
  const RestoreRequest = { Days: 1, CASJobParameters: { Tier: 'Expedited' } };
  await answers(cos.restoreObject({ ...at('old'), RestoreRequest }), 202);
  assert.equal((await cos.headObject(at('old'))).headers['x-cos-restore'], 'ongoing-request="true"');
  await refuses(cos.restoreObject({ ...at('old'), RestoreRequest }), 409, 'RestoreAlreadyInProgress');
  await refuses(cos.restoreObject({ ...at('plain'), RestoreRequest }), 405, 'RestoreNonArchiveObject');
});

test('queries', async () => {
  await cos.putObject({ ...at('people.csv'), Body: 'name,age\nAnn,31\nBob,5\n' });
  const SelectRequest = {
    Expression: 'SELECT s.name FROM COSObject s WHERE s.age > 6',
    ExpressionType: 'SQL',
    InputSerialization: { CSV: { FileHeaderInfo: 'USE', RecordDelimiter: '\n', FieldDelimiter: ',' } },
    OutputSerialization: { JSON: { RecordDelimiter: '\n' } },
    RequestProgress: { Enabled: 'true' },
  };
  const found = await answers(cos.selectObjectContent({ ...at('people.csv'), SelectType: 2, SelectRequest }));
  assert.equal(found.Payload.toString(), '{"name":"Ann"}\n');
  // Only as a stream does the SDK read all of the messages.
  const progress = [];
  const streamed = (request) =>
    new Promise((resolve, reject) => {
      const pieces = [];
      const stream = cos.selectObjectContentStream(
        { ...at('people.csv'), SelectType: 2, SelectRequest: request, onProgress: (each) => progress.push(each) },
        (error, data) => (error ? reject(error) : resolve([Buffer.concat(pieces).toString(), data.Stats])),
      );
      stream.on('error', reject).on('data', (piece) => pieces.push(piece));
    });
  const counts = { BytesScanned: '22', BytesProcessed: '22', BytesReturned: '15' };
  assert.deepEqual(await streamed(SelectRequest), ['{"name":"Ann"}\n', counts]);
  assert.deepEqual(progress.at(-1), counts);
  await assert.rejects(streamed({ ...SelectRequest, Expression: 'DROP TABLE COSObject' }), (error) => error.statusCode === 400);
});

test('whatever else by hand', async () => {
  await answers(cos.request({ ...at('link'), Method: 'PUT', Action: 'symlink', Headers: { 'x-cos-symlink-target': 'c' } }));
  assert.equal(await text('link'), '0123456789');
  await answers(cos.putObject({ ...at('c'), Body: 'x', Headers: { 'x-cos-forbid-overwrite': 'false' } }));
});
