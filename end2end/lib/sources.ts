// What people bring along, one of each kind.
import { readFileSync } from 'node:fs';
import type { Source } from './api';
import { GITHUB_DOCUMENT } from './upstream';

/** Five operations of GitHub, and arguments that its mock accepts. */
export const GITHUB_TOOLS: Record<string, Record<string, unknown>> = {
  'meta/get-zen': {},
  'users/get-authenticated': {},
  'repos/get': { owner: 'octocat', repo: 'hello-world' },
  'issues/list-for-repo': { owner: 'octocat', repo: 'hello-world', state: 'open' },
  'issues/create': { owner: 'octocat', repo: 'hello-world', title: 'Found a bug' },
};

export const githubDocument = () => readFileSync(GITHUB_DOCUMENT, 'utf8');

/** GitHub's document names no credential, so it is added by hand. */
export function github(upstream: string, slug = 'github'): Source {
  return {
    source: { kind: 'openapi', text: githubDocument() },
    name: 'GitHub',
    slug,
    operations: Object.keys(GITHUB_TOOLS),
    base_url: upstream,
    credentials: [{ name: 'GITHUB_TOKEN', in: 'header', param: 'Authorization', prefix: 'Bearer ' }],
  };
}

export const curlCommands = (upstream: string) => `curl '${upstream}/v1/customers?limit=10' -H 'X-Api-Key: YOUR_API_KEY'

curl -X POST ${upstream}/v1/customers \\
  -H 'X-Api-Key: YOUR_API_KEY' \\
  --json '{"name": "Ann", "vip": true}'

curl -X DELETE "${upstream}/v1/customers/42" -H "X-Api-Key: YOUR_API_KEY"
`;

export const postmanCollection = (upstream: string) =>
  JSON.stringify({
    info: { name: 'Orders', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: [
      { key: 'base', value: upstream },
      { key: 'token', value: '' },
    ],
    item: [
      { name: 'List orders', request: { method: 'GET', url: { raw: '{{base}}/orders?state=open', host: ['{{base}}'], path: ['orders'], query: [{ key: 'state', value: 'open' }] } } },
      {
        name: 'Folder',
        item: [
          {
            name: 'Create an order',
            request: {
              method: 'POST',
              url: { raw: '{{base}}/orders', host: ['{{base}}'], path: ['orders'] },
              header: [{ key: 'Content-Type', value: 'application/json' }],
              body: { mode: 'raw', raw: '{"sku": "A-1", "count": 2}', options: { raw: { language: 'json' } } },
            },
          },
        ],
      },
    ],
  });

/** A small document with one operation, for tests that are about something else. */
export const tinyDocument = (upstream: string, extra: object = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Weather', version: '1.0' },
    servers: [{ url: upstream }],
    paths: { '/weather': { get: { operationId: 'getWeather', summary: 'The weather', parameters: [{ name: 'city', in: 'query', schema: { type: 'string' } }], responses: { 200: { description: 'ok' } } } } },
    ...extra,
  });
