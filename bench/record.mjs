// Writes what was measured into bench/results/NAME.json, with the day, the commit and the machine.
// Usage: node bench/record.mjs NAME < figures.json   (a list of { name, value, unit, budget? }), or `record` from a script.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** What was measured may be a list of figures, or an object with more to say. */
export function record(name, measured) {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const processors = cpus();
  const report = {
    date: new Date().toISOString().slice(0, 10),
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!bench/results') ? ' with changes' : ''),
    machine: `${processors.length} × ${processors[0]?.model.trim() || 'unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    ...(Array.isArray(measured) ? { figures: measured } : measured),
  };
  const file = path.join(root, 'bench/results', `${name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`written: bench/results/${name}.json`);
}

if (process.argv[1] === import.meta.filename) record(process.argv[2], JSON.parse(readFileSync(0, 'utf8')));
