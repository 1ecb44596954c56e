// Joins the figures of both sides, writes results/documents.json, and fails below the promised share: `node documents.mjs OURS THEIRS`.
import { readFileSync } from 'node:fs';
import { record } from './record.mjs';

const SHARE = 0.999;
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const [ours, theirs] = process.argv.slice(2).map(lines);
const documents = ours.map((our) => {
  const their = theirs.find(({ file }) => file === our.file);
  return their ? { ...our, fastmcp_seconds: their.seconds, fastmcp_tools: their.tools, times_faster: Math.round(their.seconds / our.seconds) } : our;
});
const sum = (key) => documents.reduce((total, document) => total + (document[key] ?? 0), 0);
const found = {
  operations: sum('operations'),
  tools: sum('tools'),
  share: sum('tools') / sum('operations'),
  findings_of_severity_error: sum('lint_errors'),
  invalid_schemas: sum('invalid_schemas'),
  times_faster_overall: theirs.length ? Math.round(sum('fastmcp_seconds') / sum('seconds')) : undefined,
};
record('documents', { ...found, documents });
console.log(found);
process.exit(found.share >= SHARE && !found.findings_of_severity_error && !found.invalid_schemas ? 0 : 1);
