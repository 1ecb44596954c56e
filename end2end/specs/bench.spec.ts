// The figures that bench/README.md promises: `make bench`. Writes bench/results/product.json, and bench/results/peer.json
// where FastMCP is installed; fails when a budget is broken.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connected, connect } from '../lib/mcp';
import { end, freePort, sleep, start, until } from '../lib/process';
import { Product } from '../lib/product';
import { github as githubSource, GITHUB_TOOLS, tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';
import { GITHUB_DOCUMENT, Recorder } from '../lib/upstream';

const root = path.resolve(import.meta.dirname, '../..');
const binary = process.env.BMM_BIN ?? path.join(root, 'target/release/bmm');
/** A Python that has FastMCP: `bench/run.sh` makes one. */
const python = process.env.BMM_BENCH_PYTHON;
const peer = path.join(root, 'bench/fastmcp_peer.py');

interface Figure {
  name: string;
  value: number;
  unit: string;
  budget?: number;
}

const figures: Figure[] = [];
const beside: Figure[] = [];

function note(name: string, value: number, unit: string, budget?: number, list = figures): void {
  list.push({ name, value: Math.round(value * 10) / 10, unit, budget });
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

/** The value below which this part of all values lies. */
const quantile = (values: number[], part: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];
const median = (values: number[]) => quantile(values, 0.5);

function record(name: string, list: Figure[]): void {
  if (!list.length) return;
  execFileSync(process.execPath, [path.join(root, 'bench/record.mjs'), name], { input: JSON.stringify(list) });
  console.table(list);
}

test.afterAll(() => {
  record('product', figures);
  record('peer', beside);
});

test('the size of what a first visit downloads', () => {
  const size = (name: string) => statSync(path.join(root, 'target/site/pkg', `${name}.br`)).size / 1000;
  note('wasm, brotli', size('bmm_bg.wasm'), 'kB', 350);
  note('script, brotli', size('bmm.js'), 'kB');
  note('styles, brotli', size('bmm.css'), 'kB');
});

test('from nothing to the first page', async () => {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const [time, product] = await timed(() => Product.start());
    times.push(time);
    await product.remove();
  }
  note('start on an empty data folder to the first answer (median of 5)', median(times), 'ms');
});

test('a recipe: from the click to a live server', async ({ api }) => {
  const { spec } = await api.preview({ source: { kind: 'recipe', text: 'calculator' } });
  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const [time] = await timed(async () => {
      const { build } = await api.create({ name: 'Calculator', slug: `calculator-${round}`, spec, credentials: {} });
      let status = 'queued';
      while (status === 'queued' || status === 'running') {
        await sleep(2);
        ({ status } = await api.build(build.id));
      }
      expect(status).toBe('succeeded');
    });
    times.push(time);
  }
  note('recipe to live server (median of 10)', median(times), 'ms');
});

test('GitHub’s document: preview, and on to the first answered call', async ({ api, github }) => {
  const source = githubSource(github.url);
  const previews: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const [time, preview] = await timed(() => api.preview({ source: source.source }));
    expect(preview.spec.tools.length).toBeGreaterThan(900);
    previews.push(time);
  }
  note('preview of all its operations (median of 5)', median(previews), 'ms', 2000);

  const [time] = await timed(async () => {
    const { server, spec } = await api.launch(source, 'bench-secret');
    const client = await connect('2.x', server.endpoint, api.key);
    const tool = spec.tools.find((one) => one.operation === 'meta/get-zen');
    const answer = await client.callTool(tool?.name ?? '', GITHUB_TOOLS['meta/get-zen']);
    expect(answer.isError, answer.text).toBe(false);
    await client.close();
  });
  note('document to first answered call', time, 'ms', 5000);
});

/** 300 calls one after the other, once it is warm. */
async function callTimes(client: Connected, tool: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 320; round += 1) {
    const [time, answer] = await timed(() => client.callTool(tool, { city: 'Oslo' }));
    expect(answer.isError, answer.text).toBe(false);
    if (round >= 20) times.push(time);
  }
  return times;
}

test('calls of a small server', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { server, spec } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'bench-weather' });
  const client = await connect('2.x', server.endpoint, api.key);
  const times = await callTimes(client, spec.tools[0].name);
  note('tools/call, median of 300', median(times), 'ms');
  note('tools/call, 99th percentile', quantile(times, 0.99), 'ms');
  await client.close();
  // This client asks anew each time; the newer one keeps a list for as long as the server says that it holds.
  const lister = await connect('1.x', server.endpoint, api.key);
  const lists: number[] = [];
  for (let round = 0; round < 100; round += 1) lists.push((await timed(() => lister.listTools()))[0]);
  note('tools/list, median of 100', median(lists), 'ms');
  await lister.close();
  await upstream.close();
});

test('beside FastMCP: from document to tools', () => {
  test.skip(!python, 'FastMCP is not installed: `make bench` installs it where a Python package index can be reached');
  test.setTimeout(300_000);
  const ours: number[] = [];
  let tools = 0;
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const out = execFileSync(binary, ['compile', '--kind', 'openapi', GITHUB_DOCUMENT], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
    ours.push(performance.now() - began);
    tools = JSON.parse(out).tools.length;
  }
  const lines = execFileSync(python!, [peer, 'compile', ...Array(3).fill(GITHUB_DOCUMENT)], { encoding: 'utf8' }).trim().split('\n');
  const theirs = lines.map((line) => JSON.parse(line) as { tools: number; ms: number });
  note('GitHub’s document to tools, `bmm compile`, start and output of the program included (median of 5)', median(ours), 'ms', undefined, beside);
  note('GitHub’s document to tools, FastMCP from_openapi, start of Python not included (median of 3)', median(theirs.map(({ ms }) => ms)), 'ms', undefined, beside);
  note('times faster than FastMCP', median(theirs.map(({ ms }) => ms)) / median(ours), '', undefined, beside);
  note('tools, bmm', tools, '', undefined, beside);
  note('tools, FastMCP', theirs[0].tools, '', undefined, beside);
});

test('beside FastMCP: the same call', async ({ api }) => {
  test.skip(!python, 'FastMCP is not installed: `make bench` installs it where a Python package index can be reached');
  const upstream = await Recorder.echo();
  const folder = mkdtempSync(path.join(tmpdir(), 'bmm-peer-'));
  const [file, port] = [path.join(folder, 'document.json'), await freePort()];
  writeFileSync(file, tinyDocument(upstream.url));
  const child = start(python!, [peer, 'serve', file, `${port}`], { PATH: process.env.PATH, HOME: folder }, path.join(folder, 'peer.log'));
  const address = `http://127.0.0.1:${port}/mcp`;
  await until('the start of FastMCP', 60, () => fetch(address).then(() => true, () => false));
  const theirs = await connect('2.x', address);
  const { server, spec } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'peer-weather' });
  const ours = await connect('2.x', server.endpoint, api.key);
  const measured = { bmm: await callTimes(ours, spec.tools[0].name), FastMCP: await callTimes(theirs, (await theirs.listTools())[0].name) };
  for (const [name, times] of Object.entries(measured)) {
    note(`tools/call, ${name}, median of 300`, median(times), 'ms', undefined, beside);
    note(`tools/call, ${name}, 99th percentile`, quantile(times, 0.99), 'ms', undefined, beside);
  }
  await Promise.all([ours.close(), theirs.close()]);
  await end(child);
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

// Last, because Playwright begins anew after a failure and would forget what was measured before.
test('every figure is within its budget', () => {
  const over = figures.filter(({ value, budget }) => budget !== undefined && value > budget);
  expect(over).toEqual([]);
  expect(figures.filter(({ budget }) => budget !== undefined)).toHaveLength(3);
});
