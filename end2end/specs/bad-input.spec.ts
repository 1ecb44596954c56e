// Input that must give a clear error in the API, with no server, build or secret stored.
import type { Api, Problem } from '../lib/api';
import { BAD_SOURCES } from '../lib/bad-sources';
import { tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';

async function refused(api: Api, method: string, path: string, body: unknown): Promise<Problem> {
  const answer = await api.send<Problem>(method, path, body);
  expect(answer.type).toContain('application/problem+json');
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.body.code).toMatch(/^[a-z_]+$/);
  expect(answer.body.detail.length).toBeGreaterThan(15);
  return answer.body;
}

for (const bad of BAD_SOURCES) {
  test(`refused by the API: ${bad.what}`, async ({ api }) => {
    const problem = await refused(api, 'POST', '/v1/servers/preview', { source: { kind: bad.kind, text: bad.text() } });
    expect(`${problem.detail} ${JSON.stringify(problem.errors ?? [])}`).toMatch(bad.says);
    expect(await api.servers()).toEqual([]);
  });
}

test('refused by the API: a name of 500 characters, a taken slug', async ({ api }) => {
  const { spec } = await api.preview({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') } });
  const long = await refused(api, 'POST', '/v1/servers', { name: 'x'.repeat(500), slug: 'long-name', spec });
  expect(long.errors?.map((error) => error.field)).toContain('name');
  expect(await api.servers()).toEqual([]);

  await api.create({ name: 'Weather', slug: 'taken', spec });
  const taken = await refused(api, 'POST', '/v1/servers', { name: 'Weather', slug: 'taken', spec });
  expect(taken.detail + JSON.stringify(taken.errors)).toMatch(/taken|already|use/i);
  expect(await api.servers()).toHaveLength(1);
});

test('a specification that a client made up is checked again', async ({ api }) => {
  const { spec } = await api.preview({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') } });
  const forged = JSON.parse(JSON.stringify(spec).replaceAll('https://api.example.com', 'http://169.254.169.254'));
  await refused(api, 'POST', '/v1/servers', { name: 'Forged', slug: 'forged', spec: forged });
  await refused(api, 'POST', '/v1/servers', { name: 'Forged', slug: 'forged', spec: { ...spec, tools: [{ ...spec.tools[0], name: 'no spaces!' }] } });
  await refused(api, 'POST', '/v1/servers', '{"name":');
  await refused(api, 'POST', '/v1/servers', { name: 'Forged', slug: 'forged', spec, unknown: true });
  expect(await api.servers()).toEqual([]);
});

test('emoji and right-to-left names are kept as they are', async ({ api }) => {
  const { spec } = await api.preview({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') } });
  const name = 'مرحبا بالعالم 🚀 שלום';
  await api.create({ name, slug: 'many-scripts', spec });
  expect((await api.server('many-scripts')).name).toBe(name);
});

test('without a key, or with a wrong one, nothing is answered', async ({ product }) => {
  for (const authorization of ['', 'Bearer bmm_wrong', 'Basic YTpi']) {
    const answer = await fetch(`${product.url}/v1/servers`, { headers: authorization ? { authorization } : {} });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  }
});
