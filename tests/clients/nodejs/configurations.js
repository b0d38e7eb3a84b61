// Everything that a bucket can be told: set, read as it was set, removed.
'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Bucket, Region, answers, at, cos, here, open, own, refuses } = require('./world.js');

own();

test('origins that browsers may come from', async () => {
  assert.deepEqual((await cos.getBucketCors(here)).CORSRules, []);
  const rule = { AllowedOrigins: ['https://*.example.com'], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'], MaxAgeSeconds: '5' };
  await answers(cos.putBucketCors({ ...here, CORSRules: [rule], ResponseVary: 'true' }));
  const found = await answers(cos.getBucketCors(here));
  assert.deepEqual(found.CORSRules, [rule]);
  assert.equal(found.ResponseVary, 'true');
  const asked = { ...at('x'), Origin: 'https://www.example.com', AccessControlRequestMethod: 'PUT', AccessControlRequestHeaders: 'x-a' };
  const allowed = await answers(cos.optionsObject(asked));
  assert.deepEqual(
    [allowed.AccessControlAllowOrigin, allowed.AccessControlAllowMethods, allowed.AccessControlAllowHeaders, allowed.AccessControlExposeHeaders, allowed.AccessControlMaxAge],
    ['https://www.example.com', 'GET,PUT', 'x-a', 'ETag', '5'],
  );
  assert.equal((await cos.optionsObject({ ...asked, Origin: 'https://other.com' })).OptionsForbidden, true);
  await answers(cos.deleteBucketCors(here), 204);
});

test('a policy', async () => {
  await assert.rejects(cos.getBucketPolicy(here), (error) => error.statusCode === 404);
  const Policy = {
    version: '2.0',
    Statement: [{ Effect: 'allow', Principal: { qcs: ['qcs::cam::anyone:anyone'] }, Action: ['name/cos:GetObject'], Resource: [`qcs::cos:${Region}:uid/1250000000:${Bucket}/open/*`] }],
  };
  await answers(cos.putBucketPolicy({ ...here, Policy }), 204);
  assert.deepEqual((await answers(cos.getBucketPolicy(here))).Policy.Statement, Policy.Statement);
  await cos.putObject({ ...at('open/x'), Body: 'open' });
  assert.equal((await open(cos.getObjectUrl({ ...at('open/x'), Sign: false, Protocol: 'http:' }))).body, 'open');
  await refuses(cos.putBucketPolicy({ ...here, Policy: { version: '1.0' } }), 400, 'MalformedPolicy');
  await answers(cos.deleteBucketPolicy(here), 204);
});

test('rules of life', async () => {
  assert.deepEqual((await cos.getBucketLifecycle(here)).Rules, []);
  const Rules = [{ ID: 'a', Filter: { Prefix: 'logs/' }, Status: 'Enabled', Transition: { Days: '30', StorageClass: 'STANDARD_IA' }, Expiration: { Days: '90' } }];
  await answers(cos.putBucketLifecycle({ ...here, Rules }));
  const [rule] = (await answers(cos.getBucketLifecycle(here))).Rules;
  assert.deepEqual([rule.ID, rule.Filter.Prefix, rule.Expiration], ['a', 'logs/', { Days: '90' }]);
  await answers(cos.deleteBucketLifecycle(here), 204);
});

test('tags', async () => {
  assert.deepEqual((await cos.getBucketTagging(here)).Tags, []);
  const Tags = [{ Key: 'k', Value: 'v' }, { Key: '中', Value: '文' }];
  await answers(cos.putBucketTagging({ ...here, Tags }), 204);
  assert.deepEqual((await answers(cos.getBucketTagging(here))).Tags, Tags);
  const { Buckets } = await answers(cos.getService({ TagKey: 'k', TagValue: 'v' }));
  assert.deepEqual(Buckets.map((each) => each.Name), [Bucket]);
  await answers(cos.deleteBucketTagging(here), 204);
});

test('a website', async () => {
  const WebsiteConfiguration = {
    IndexDocument: { Suffix: 'index.html' },
    ErrorDocument: { Key: 'error.html' },
    RoutingRules: [{ Condition: { KeyPrefixEquals: 'old/' }, Redirect: { ReplaceKeyPrefixWith: 'new/' } }],
  };
  assert.equal((await cos.getBucketWebsite(here)).statusCode, 404);
  await answers(cos.putBucketWebsite({ ...here, WebsiteConfiguration }));
  const found = (await answers(cos.getBucketWebsite(here))).WebsiteConfiguration;
  assert.deepEqual([found.IndexDocument, found.RoutingRules[0].Condition], [{ Suffix: 'index.html' }, { KeyPrefixEquals: 'old/' }]);
  await answers(cos.deleteBucketWebsite(here), 204);
});

test('referers', async () => {
  const RefererConfiguration = { Status: 'Enabled', RefererType: 'White-List', DomainList: { Domains: ['*.example.com', 'a.com'] }, EmptyReferConfiguration: 'Allow' };
  await answers(cos.putBucketReferer({ ...here, RefererConfiguration }));
  const found = (await answers(cos.getBucketReferer(here))).RefererConfiguration;
  assert.deepEqual([found.Status, found.RefererType, found.DomainList.Domains], ['Enabled', 'White-List', ['*.example.com', 'a.com']]);
  await answers(cos.putBucketReferer({ ...here, RefererConfiguration: { ...RefererConfiguration, Status: 'Disabled' } }));
});

test('logs', async () => {
  assert.equal((await answers(cos.getBucketLogging(here))).BucketLoggingStatus.LoggingEnabled, undefined);
  const LoggingEnabled = { TargetBucket: Bucket, TargetPrefix: 'logs/' };
  await answers(cos.putBucketLogging({ ...here, BucketLoggingStatus: { LoggingEnabled } }));
  assert.deepEqual((await answers(cos.getBucketLogging(here))).BucketLoggingStatus, { LoggingEnabled });
  await answers(cos.putBucketLogging({ ...here, BucketLoggingStatus: '' }));
});

test('inventories', async () => {
  const InventoryConfiguration = {
    Id: 'weekly', IsEnabled: 'true',
    Destination: { COSBucketDestination: { Format: 'CSV', AccountId: '100000000001', Bucket: `qcs::cos:${Region}::${Bucket}`, Prefix: 'inv', Encryption: { SSECOS: '' } } },
    Schedule: { Frequency: 'Weekly' }, Filter: { Prefix: 'a' }, IncludedObjectVersions: 'All', OptionalFields: ['Size', 'ETag'],
  };
  await answers(cos.putBucketInventory({ ...here, Id: 'weekly', InventoryConfiguration }));
  const found = (await answers(cos.getBucketInventory({ ...here, Id: 'weekly' }))).InventoryConfiguration;
  assert.deepEqual([found.Id, found.OptionalFields, found.Schedule], ['weekly', ['Size', 'ETag'], { Frequency: 'Weekly' }]);
  assert.ok('SSECOS' in found.Destination.COSBucketDestination.Encryption);
  const list = await answers(cos.listBucketInventory(here));
  assert.deepEqual(list.InventoryConfigurations.map((each) => each.Id), ['weekly']);
  await answers(cos.deleteBucketInventory({ ...here, Id: 'weekly' }), 204);
  await refuses(cos.getBucketInventory({ ...here, Id: 'weekly' }), 404, 'InventoryConfigurationNotFoundError');
});

test('replication', async () => {
  const target = `target-${Bucket}`;
  await cos.putBucket({ ...here, Bucket: target });
  const rule = { ID: '1', Status: 'Enabled', Prefix: 'r/', Destination: { Bucket: `qcs::cos:${Region}::${target}` } };
  const ReplicationConfiguration = { Role: 'qcs::cam::uin/100000000001:uin/100000000001', Rules: [rule] };
  await assert.rejects(cos.putBucketReplication({ ...here, ReplicationConfiguration }));
  for (const each of [Bucket, target]) await answers(cos.putBucketVersioning({ ...here, Bucket: each, VersioningConfiguration: { Status: 'Enabled' } }));
  await answers(cos.putBucketReplication({ ...here, ReplicationConfiguration }));
  const found = (await answers(cos.getBucketReplication(here))).ReplicationConfiguration;
  assert.deepEqual([found.Rules[0].ID, found.Rules[0].Prefix], ['1', 'r/']);
  await answers(cos.deleteBucketReplication(here), 204);
  await refuses(cos.getBucketReplication(here), 404, 'ReplicationConfigurationNotFoundError');
});

test('encryption', async () => {
  assert.equal((await cos.getBucketEncryption(here)).statusCode, 404);
  const Rule = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }];
  await answers(cos.putBucketEncryption({ ...here, ServerSideEncryptionConfiguration: { Rule } }));
  // The SDK looks for another root than COS documents; what was answered is there, too.
  const found = (await answers(cos.getBucketEncryption(here))).ServerSideEncryptionConfiguration;
  assert.deepEqual(found.Rule, Rule[0]);
  await answers(cos.deleteBucketEncryption(here), 204);
});

test('origins that are pulled from', async () => {
  const OriginRule = [{
    RulePriority: '1', OriginType: 'Mirror', OriginCondition: { HTTPStatusCode: '404', Prefix: 'o/' },
    OriginParameter: { Protocol: 'HTTP', FollowQueryString: 'true', HttpHeader: { FollowAllHeaders: 'false' }, FollowRedirection: 'true', HttpRedirectCode: '302' },
    OriginInfo: { HostInfo: { HostName: 'www.example.com' } },
  }];
  await assert.rejects(cos.getBucketOrigin(here), (error) => error.statusCode === 404);
  await answers(cos.putBucketOrigin({ ...here, OriginRule }));
  const found = (await answers(cos.getBucketOrigin(here))).OriginRule;
  assert.deepEqual([found[0].OriginType, found[0].OriginCondition.Prefix], ['Mirror', 'o/']);
  await answers(cos.deleteBucketOrigin(here), 204);
});

test('domains', async () => {
  await assert.rejects(cos.getBucketDomain(here), (error) => error.statusCode === 404);
  const DomainRule = [{ Status: 'ENABLED', Name: `${Bucket}.example.com`, Type: 'REST' }];
  await answers(cos.putBucketDomain({ ...here, DomainRule }));
  const found = await answers(cos.getBucketDomain(here));
  assert.deepEqual(found.DomainRule, DomainRule);
  assert.match(found.headers['x-cos-domain-txt-verification'], /^tencent-cloud-cos-verification=[0-9a-f]+$/);
  await answers(cos.deleteBucketDomain(here), 204);
});

test('acceleration', async () => {
  const before = await answers(cos.getBucketAccelerate(here));
  assert.ok(!before.AccelerateConfiguration || !before.AccelerateConfiguration.Status);
  await answers(cos.putBucketAccelerate({ ...here, AccelerateConfiguration: { Status: 'Enabled' } }));
  assert.equal((await answers(cos.getBucketAccelerate(here))).AccelerateConfiguration.Status, 'Enabled');
});
