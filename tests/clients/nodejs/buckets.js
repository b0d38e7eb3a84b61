// Buckets: made, found, listed, protected, removed.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Bucket, Host, Region, answers, at, client, cos, here, open, own, refuses, stranger } = require('./world.js');

own();

test('a bucket says where it is, and is made once', async () => {
  const made = await answers(cos.putBucket({ ...here, Bucket: `second-${Bucket}` }));
  assert.equal(made.Location, `second-${Host}/`);
  await refuses(cos.putBucket(here), 409, 'BucketAlreadyOwnedByYou');
  await refuses(cos.putBucket({ ...here, Bucket: 'x'.repeat(51) + '-1250000000' }), 400, 'BucketNameTooLong');
  const head = await answers(cos.headBucket(here));
  assert.equal(head.headers['x-cos-bucket-region'], Region);
  assert.equal((await answers(cos.getBucketLocation(here))).LocationConstraint, Region);
  await answers(cos.deleteBucket({ ...here, Bucket: `second-${Bucket}` }), 204);
  await refuses(cos.headBucket({ ...here, Bucket: `second-${Bucket}` }), 404, '404');
});

test('the account has it', async () => {
  const { Buckets, Owner } = await answers(cos.getService());
  const found = Buckets.find((each) => each.Name === Bucket);
  assert.equal(found.Location, Region);
  assert.match(found.CreationDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(Owner.ID, /^qcs::cam::uin\/\d+:uin\/\d+$/);
  assert.deepEqual((await answers(cos.getService({ Region: 'ap-nowhere' }))).Buckets, []);
  const paged = await answers(cos.getService({ Region, MaxKeys: 1 }));
  assert.equal(paged.Buckets.length, 1);
});

test('a wrong key is told from an unknown one', async () => {
  await refuses(stranger.getService(), 403, 'InvalidAccessKeyId');
  const wrong = client({ SecretKey: 'wrong' });
  await assert.rejects(wrong.headBucket(here), (error) => error.statusCode === 403);
  await assert.rejects(wrong.getBucket(here), (error) => {
    assert.equal(error.code, 'SignatureDoesNotMatch');
    assert.match(error.error.StringToSign, /^sha1\n\d+;\d+\n[0-9a-f]{40}\n$/);
    assert.match(error.error.FormatString, /^get\n\/\n/);
    return true;
  });
});

test('a clock that is wrong is set by the answer', async () => {
  const late = client({ SystemClockOffset: -3600 * 1000 });
  await answers(late.headBucket(here)).catch(() => {}); // an answer to HEAD has no code to know it by
  await answers(late.getBucket(here));
  assert.ok(Math.abs(late.options.SystemClockOffset) < 60 * 1000);
});

test('temporary keys, and what their policy allows', async () => {
  const [SecretId, SecretKey, SecurityToken] = process.env.COS_TEMPORARY.split(' ');
  const holder = client({ SecretId, SecretKey, SecurityToken });
  await answers(holder.putObject({ ...at('inbox/a'), Body: 'a' }));
  await refuses(holder.putObject({ ...at('other'), Body: 'a' }), 403, 'AccessDenied');
  await refuses(client({ SecretId, SecretKey }).putObject({ ...at('inbox/a'), Body: 'a' }), 403, 'AccessDenied');
  const url = holder.getObjectUrl({ ...at('inbox/a'), Method: 'PUT' });
  assert.equal((await open(url, { method: 'PUT', body: 'b' })).status, 200);
  const asked = client({ SecretId: '', SecretKey: '', getAuthorization: (_, callback) =>
    callback({ TmpSecretId: SecretId, TmpSecretKey: SecretKey, SecurityToken, StartTime: 0, ExpiredTime: 4e9 }) });
  await answers(asked.putObject({ ...at('inbox/c'), Body: 'c' }));
  await cos.deleteMultipleObject({ ...here, Objects: [{ Key: 'inbox/a' }, { Key: 'inbox/c' }] });
});

test('by way of a proxy, which the server can be', async () => {
  await answers(client({ Ip: '', Proxy: `http://${process.env.COS_ADDRESS}` }).headBucket(here));
});

test('its list of permissions', async () => {
  const before = await answers(cos.getBucketAcl(here));
  assert.equal(before.ACL, 'private');
  assert.deepEqual(before.Grants.map((each) => each.Permission), ['FULL_CONTROL']);
  await answers(cos.putBucketAcl({ ...here, ACL: 'public-read' }));
  assert.equal((await cos.getBucketAcl(here)).ACL, 'public-read');
  await answers(cos.putBucketAcl({ ...here, GrantFullControl: 'id="100000000009"', GrantRead: 'id="100000000008"' }));
  const granted = await answers(cos.getBucketAcl(here));
  assert.equal(granted.GrantFullControl, 'id="qcs::cam::uin/100000000009:uin/100000000009"');
  assert.equal(granted.GrantRead, 'id="qcs::cam::uin/100000000008:uin/100000000008"');
  await answers(cos.putBucketAcl({ ...here, AccessControlPolicy: { Owner: granted.Owner, Grants: before.Grants } }));
  assert.equal((await cos.getBucketAcl(here)).ACL, 'private');
});

test('a bucket with something in it stays', async () => {
  await cos.putObject({ ...at('keeps'), Body: 'it' });
  await refuses(cos.deleteBucket(here), 409, 'BucketNotEmpty');
  await cos.deleteObject(at('keeps'));
  await answers(cos.deleteBucket(here), 204);
  await refuses(cos.getBucket(here), 404, 'NoSuchBucket');
});
