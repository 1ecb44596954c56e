// The main job without a browser: REST with an API key, then the official MCP clients against what results.
import { connect, exampleArguments, GENERATIONS, REVISION } from '../lib/mcp';
import { curlCommands, github as githubSource, GITHUB_TOOLS, postmanCollection, tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';
import { Recorder } from '../lib/upstream';

const SECRET = 'ghp_Zm9v/Secret+Value=="quoted"';

test('GitHub’s document becomes a server that both generations of clients can use', async ({ api, github }) => {
  const started = Date.now();
  const { server, spec, build } = await api.launch(githubSource(github.url), SECRET);
  expect(spec.tools.map((tool) => tool.operation).sort()).toEqual(Object.keys(GITHUB_TOOLS).sort());
  expect(build.steps.map((step) => [step.name, step.status])).toEqual(
    ['validate', 'compile', 'seal', 'start', 'self_test', 'publish'].map((name) => [name, 'done']),
  );

  for (const generation of GENERATIONS) {
    const client = await connect(generation, server.endpoint, api.key);
    expect(client.revision).toBe(REVISION[generation]);
    const listed = await client.listTools();
    expect(listed.map((tool) => tool.name).sort()).toEqual(spec.tools.map((tool) => tool.name).sort());
    for (const tool of spec.tools) {
      const before = github.seen.length;
      const answer = await client.callTool(tool.name, GITHUB_TOOLS[tool.operation ?? '']);
      expect(answer.isError, `${tool.name}: ${answer.text}`).toBe(false);
      expect(github.seen.length, tool.name).toBe(before + 1);
      expect(github.seen.at(-1)?.headers.authorization).toBe(`Bearer ${SECRET}`);
    }
    await client.close();
    expect(client.transcript()).not.toContain(SECRET);
    expect(client.transcript()).not.toContain(JSON.stringify(SECRET).slice(1, -1));
  }
  test.info().annotations.push({ type: 'time', description: `document to last answer: ${Date.now() - started} ms` });
});

test('three curl commands become three tools', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { server, spec } = await api.launch({ source: { kind: 'curl', text: curlCommands(upstream.url) }, name: 'Customers', slug: 'customers' }, SECRET);
  expect(spec.tools).toHaveLength(3);
  expect(spec.secrets).toHaveLength(1);
  for (const generation of GENERATIONS) {
    const client = await connect(generation, server.endpoint, api.key);
    expect(await client.listTools()).toHaveLength(3);
    for (const tool of spec.tools) expect(await client.callTool(tool.name, exampleArguments(tool.input_schema))).toMatchObject({ isError: false });
    await client.close();
  }
  expect(upstream.seen.map((seen) => seen.method).sort()).toEqual(['DELETE', 'DELETE', 'GET', 'GET', 'POST', 'POST']);
  expect(new Set(upstream.seen.map((seen) => seen.headers['x-api-key']))).toEqual(new Set([SECRET]));
  await upstream.close();
});

test('a Postman collection with variables becomes a server', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { server, spec } = await api.launch({ source: { kind: 'postman', text: postmanCollection(upstream.url) }, name: 'Orders', slug: 'orders' }, SECRET);
  expect(spec.tools).toHaveLength(2);
  for (const generation of GENERATIONS) {
    const client = await connect(generation, server.endpoint, api.key);
    expect(await client.listTools()).toHaveLength(2);
    for (const tool of spec.tools) expect(await client.callTool(tool.name, exampleArguments(tool.input_schema))).toMatchObject({ isError: false });
    await client.close();
  }
  expect(upstream.seen).toHaveLength(4);
  expect(new Set(upstream.seen.map((seen) => seen.headers.authorization))).toEqual(new Set([`Bearer ${SECRET}`]));
  await upstream.close();
});

test('a self-contained recipe runs without any network and any credential', async ({ api }) => {
  const { body: recipes } = await api.send<{ id: string; self_contained: boolean }[]>('GET', '/v1/recipes');
  expect(recipes.length).toBeGreaterThanOrEqual(12);
  const selfContained = recipes.filter((recipe) => recipe.self_contained);
  expect(selfContained.length).toBeGreaterThanOrEqual(6);
  const recipe = selfContained.find((one) => /hash/.test(one.id)) ?? selfContained[0];
  const { server, spec } = await api.launch({ source: { kind: 'recipe', text: recipe.id }, name: 'Recipe', slug: 'recipe' });
  expect(spec.secrets).toEqual([]);
  expect(spec.origins).toEqual([]);
  for (const generation of GENERATIONS) {
    const client = await connect(generation, server.endpoint, api.key);
    expect((await client.listTools()).map((tool) => tool.name)).toEqual(spec.tools.map((tool) => tool.name));
    await client.close();
  }
});

test('the same idempotency key makes one server', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { spec } = await api.preview({ source: { kind: 'openapi', text: tinyDocument(upstream.url) } });
  const request = { name: 'Weather', slug: 'weather', spec };
  const first = await api.send<object>('POST', '/v1/servers', request, { 'idempotency-key': 'once' });
  const second = await api.send<object>('POST', '/v1/servers', request, { 'idempotency-key': 'once' });
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(second.body).toEqual(first.body);
  expect(await api.servers()).toHaveLength(1);
  await upstream.close();
});

test('the endpoint asks strangers for a key, until the owner makes it public', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { server, spec } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'open-weather' });
  for (const generation of GENERATIONS) await expect(connect(generation, server.endpoint)).rejects.toThrow();
  expect((await api.send('PATCH', `/v1/servers/${server.slug}`, { public: true })).status).toBe(200);
  for (const generation of GENERATIONS) {
    const client = await connect(generation, server.endpoint);
    expect(await client.callTool(spec.tools[0].name, { city: 'Köln' })).toMatchObject({ isError: false });
    await client.close();
  }
  expect(upstream.seen.at(-1)?.path).toBe('/weather?city=K%C3%B6ln');
  await upstream.close();
});

test('nobody sees what belongs to somebody else', async ({ api, product }) => {
  const upstream = await Recorder.echo();
  const { server, build } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'mine-alone' });
  const stranger = await product.as('stranger@example.com');
  for (const path of [`/v1/servers/${server.slug}`, `/v1/builds/${build.id}`]) expect((await stranger.send('GET', path)).status, path).toBe(404);
  expect(await stranger.servers()).toEqual([]);
  await expect(connect('2.x', server.endpoint, stranger.key)).rejects.toThrow();
  await upstream.close();
});

test('a paused server says so, a deleted one is gone', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { server, spec } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'short-lived' });
  await api.send('PATCH', `/v1/servers/${server.slug}`, { paused: true });
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: spec.tools[0].name, arguments: {} } };
  const paused = await api.send<{ detail: string }>('POST', new URL(server.endpoint).pathname, body, { accept: 'application/json, text/event-stream' });
  expect(paused.status).toBe(503);
  expect(JSON.stringify(paused.body)).toMatch(/paused/i);
  expect((await api.send('DELETE', `/v1/servers/${server.slug}`)).status).toBe(204);
  expect((await api.send('GET', `/v1/servers/${server.slug}`)).status).toBe(404);
  await expect(connect('2.x', server.endpoint, api.key)).rejects.toThrow();
  await upstream.close();
});

test('the interface describes itself', async ({ api }) => {
  const { body } = await api.send<{ openapi: string; paths: Record<string, object> }>('GET', '/v1/openapi.json');
  expect(body.openapi).toMatch(/^3\.1/);
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/v1/servers/preview', '/v1/servers', '/v1/servers/{slug}', '/v1/builds/{id}', '/v1/builds/{id}/events']));
  // Its own description is a source like any other.
  const { spec } = await api.preview({ source: { kind: 'openapi', text: JSON.stringify(body) }, base_url: 'https://mcp.example.com' });
  expect(spec.tools.length).toBeGreaterThan(10);
});
