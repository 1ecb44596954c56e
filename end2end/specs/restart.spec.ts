// What survives: a killed sandbox, a restart, a build that was interrupted.
import { connect } from '../lib/mcp';
import { sleep, until } from '../lib/process';
import { Product } from '../lib/product';
import { tinyDocument } from '../lib/sources';
import { expect, test as base } from '../lib/test';
import { Recorder } from '../lib/upstream';

// These tests kill the product, so each has one of its own.
const test = base.extend<{ own: Product }>({
  own: async ({}, use) => {
    const own = await Product.start();
    await use(own);
    await own.remove();
  },
});

test('killing the sandbox in the middle of a call ends that call with a clear error, and the next one works', async ({ own }) => {
  let slow = true;
  const upstream = await Recorder.answering((_, response) => {
    const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    if (slow) setTimeout(answer, 10_000);
    else answer();
  });
  const api = await own.as('ann@example.com');
  const { server, spec } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'weather' });
  const client = await connect('2.x', server.endpoint, api.key);
  const seen = upstream.seen.length;
  const call = client.callTool(spec.tools[0].name).catch((error: Error) => ({ isError: true, text: error.message }));
  await until('the call to arrive upstream', 10, () => upstream.seen.length > seen);
  // A read-only call is tried once more on a new sandbox, so the new one is killed too.
  const killed = new Set<number>();
  const killer = setInterval(() => {
    for (const pid of own.runners()) {
      killed.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone meanwhile
      }
    }
  }, 100);
  const answer = await call;
  clearInterval(killer);
  expect(killed.size).toBeGreaterThan(0);
  expect(answer.isError).toBe(true);
  expect(answer.text).toMatch(/sandbox|restart|stopped|ended|interrupted/i);
  slow = false;
  await sleep(200);
  expect(await client.callTool(spec.tools[0].name)).toMatchObject({ isError: false });
  await client.close();
  await upstream.close();
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a restart after ${signal} loses nothing`, async ({ own }) => {
    const upstream = await Recorder.echo();
    const api = await own.as('ann@example.com');
    const request = { source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather 🌦', slug: 'weather', credentials: [{ name: 'TOKEN', in: 'header', param: 'X-Token' }] };
    const { server, spec } = await api.launch(request, 'restart-secret');
    expect(await api.call(server.slug, spec.tools[0].name, {})).toMatchObject({ is_error: false });
    // At most one second of counts may be lost to a kill.
    await sleep(1500);
    const before = await api.server(server.slug);
    await own.restart(signal);
    const after = await api.server(server.slug);
    expect(after).toEqual(before);
    const client = await connect('2.x', server.endpoint, api.key);
    expect(await client.callTool(spec.tools[0].name)).toMatchObject({ isError: false });
    expect(upstream.seen.at(-1)?.headers['x-token']).toBe('restart-secret');
    await client.close();
    await upstream.close();
  });
}

test('a build that kill -9 interrupts is finished or failed with a reason after the restart', async ({ own }) => {
  const api = await own.as('ann@example.com');
  const { spec } = await api.preview({ source: { kind: 'openapi', text: tinyDocument('https://api.example.com') } });
  const builds: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const made = await api.create({ name: `Server ${round}`, slug: `server-${round}`, spec });
    builds.push(made.build.id);
    await sleep(round * 15); // each time a little further into the build
    await own.restart('SIGKILL');
  }
  for (const id of builds) {
    const build = await api.ended(id);
    if (build.status === 'failed') expect(build.error).toBeTruthy();
    else expect(build.steps.every((step) => step.status === 'done')).toBe(true);
  }
  expect(await api.servers()).toHaveLength(5);
});
