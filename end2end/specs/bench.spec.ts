// The figures that bench/README.md promises: `make bench`. Writes bench/results.json and fails when a budget is broken.
import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { connect } from '../lib/mcp';
import { Product } from '../lib/product';
import { github as githubSource, GITHUB_TOOLS, tinyDocument } from '../lib/sources';
import { expect, test } from '../lib/test';
import { Recorder } from '../lib/upstream';

const root = path.resolve(import.meta.dirname, '../..');

interface Figure {
  name: string;
  value: number;
  unit: string;
  budget?: number;
}

const figures: Figure[] = [];

function note(name: string, value: number, unit: string, budget?: number): void {
  figures.push({ name, value: Math.round(value * 10) / 10, unit, budget });
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

test.afterAll(() => {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const results = { date: new Date().toISOString().slice(0, 10), commit, machine: `${cpus().length} × ${cpus()[0].model}`, figures };
  writeFileSync(path.join(root, 'bench/results.json'), `${JSON.stringify(results, null, 2)}\n`);
  console.table(figures);
});

test('the size of what a first visit downloads', () => {
  const size = (name: string) => statSync(path.join(root, 'target/site/pkg', `${name}.br`)).size / 1000;
  note('wasm, brotli', size('bmm_bg.wasm'), 'kB', 350);
  note('script, brotli', size('bmm.js'), 'kB');
  note('styles, brotli', size('bmm.css'), 'kB');
  expect(size('bmm_bg.wasm')).toBeLessThanOrEqual(350);
});

test('from nothing to the first page', async () => {
  const [time, product] = await timed(() => Product.start());
  note('start on an empty data folder', time, 'ms');
  await product.remove();
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
  expect(median(previews)).toBeLessThanOrEqual(2000);

  const [time] = await timed(async () => {
    const { server, spec } = await api.launch(source, 'bench-secret');
    const client = await connect('2.x', server.endpoint, api.key);
    const tool = spec.tools.find((one) => one.operation === 'meta/get-zen');
    const answer = await client.callTool(tool?.name ?? '', GITHUB_TOOLS['meta/get-zen']);
    expect(answer.isError, answer.text).toBe(false);
    await client.close();
  });
  note('document to first answered call', time, 'ms', 5000);
  expect(time).toBeLessThanOrEqual(5000);
});

test('calls of a small server', async ({ api }) => {
  const upstream = await Recorder.echo();
  const { server, spec } = await api.launch({ source: { kind: 'openapi', text: tinyDocument(upstream.url) }, name: 'Weather', slug: 'bench-weather' });
  const client = await connect('2.x', server.endpoint, api.key);
  const times: number[] = [];
  for (let round = 0; round < 300; round += 1) {
    const [time] = await timed(() => client.callTool(spec.tools[0].name, { city: 'Oslo' }));
    times.push(time);
  }
  times.sort((a, b) => a - b);
  note('tools/call, median of 300', times[150], 'ms');
  note('tools/call, 99th percentile', times[297], 'ms');
  const lists: number[] = [];
  for (let round = 0; round < 100; round += 1) lists.push((await timed(() => client.listTools()))[0]);
  note('tools/list, median of 100', median(lists), 'ms');
  await client.close();
  await upstream.close();
});
