// Joins the figures of both sides: `node documents.mjs OURS THEIRS`.
import { readFileSync } from 'node:fs';
const lines = (file) => readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const [ours, theirs] = process.argv.slice(2).map(lines);
const documents = ours.map((our) => {
  const their = theirs.find((their) => their.file === our.file) ?? {};
  return { ...our, fastmcp_seconds: their.seconds, fastmcp_tools: their.tools, times_faster: Math.round(their.seconds / our.seconds) };
});
const sum = (key) => documents.reduce((total, document) => total + (document[key] ?? 0), 0);
console.log(JSON.stringify({
  documents,
  operations: sum('operations'),
  tools: sum('tools'),
  share: sum('tools') / sum('operations'),
  findings_of_severity_error: sum('lint_errors'),
  invalid_schemas: sum('invalid_schemas'),
  times_faster_overall: Math.round(sum('fastmcp_seconds') / sum('seconds')),
}, null, 1));
