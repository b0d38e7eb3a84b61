// What a chapter is told with: the SDK, a fresh bucket, and what is asserted again and again.
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const http = require('node:http');
const { after, before } = require('node:test');
const COS = require('cos-nodejs-sdk-v5');

const { COS_ADDRESS, COS_SECRET_ID, COS_SECRET_KEY, COS_APPID } = process.env;
const Region = 'ap-guangzhou';
const Bucket = `node-${crypto.randomBytes(6).toString('hex')}-${COS_APPID}`;
const Host = `${Bucket}.cos.${Region}.myqcloud.com`;
const here = { Bucket, Region };
const at = (Key) => ({ ...here, Key });

// `Ip` sends what is meant for the real hosts to this address.
const client = (options = {}) =>
  new COS({ SecretId: COS_SECRET_ID, SecretKey: COS_SECRET_KEY, Protocol: 'http:', Ip: COS_ADDRESS, ...options });
const cos = client();
const stranger = client({ SecretId: 'AKIDnobody', SecretKey: 'wrong' });

const answers = async (promise, statusCode = 200) => {
  const answer = await promise;
  assert.equal(answer.statusCode, statusCode);
  assert.ok(answer.headers['x-cos-request-id']);
  return answer;
};

const refuses = (promise, statusCode, code) =>
  assert.rejects(promise, (error) => {
    assert.deepEqual([error.statusCode, error.code], [statusCode, code]);
    return true;
  });

const text = async (Key, more = {}) => (await cos.getObject({ ...at(Key), ...more })).Body.toString();

// A URL of the SDK's, opened as a browser would: no SDK, no signature but the URL's own.
const open = (url, { method = 'GET', body, headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    const target = new URL(url);
    const [hostname, port] = COS_ADDRESS.split(':');
    const request = http.request(
      { hostname, port, method, agent: false, path: target.pathname + target.search, headers: { Host: target.host, ...headers } },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces).toString() }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const own = () => {
  before(() => answers(cos.putBucket(here)));
  after(async () => {
    // What keeps connections alive keeps node alive, too.
    http.globalAgent.destroy();
    setImmediate(() => process.exit());
  });
};

module.exports = { Bucket, COS, Host, Region, answers, at, client, cos, here, open, own, refuses, stranger, text };
