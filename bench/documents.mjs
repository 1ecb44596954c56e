// Joins the figures of both sides, writes results/documents.json, and fails below the promised share, where operations were overlooked, and
// where a client or the gate would refuse what was made: `node documents.mjs OURS THEIRS FILES`.
import { readFileSync } from 'node:fs';
import { record } from './record.mjs';

const SHARE = 0.999;
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const [ours, theirs] = process.argv.slice(2, 4).map(lines);
const folder = process.argv[4];

// Path × method, counted here and not by the compiler, so that an operation that it overlooks is missed.
function operationsIn(file) {
  const document = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  const follow = (item) => {
    const steps = item?.$ref?.startsWith('#/') ? item.$ref.slice(2).split('/') : undefined;
    const found = steps?.reduce((node, step) => node?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')], document);
    return { ...found, ...item };
  };
  const paths = Object.entries(document.paths ?? {}).filter(([path]) => !path.startsWith('x-'));
  return paths.flatMap(([, item]) => METHODS.filter((method) => typeof follow(item)[method] === 'object')).length;
}

const documents = ours.map((our) => {
  const counted = { ...our, operations_in_document: operationsIn(our.file) };
  const their = theirs.find(({ file }) => file === our.file);
  return their ? { ...counted, fastmcp_seconds: their.seconds, fastmcp_tools: their.tools, times_faster: Math.round(their.seconds / our.seconds) } : counted;
});
const sum = (key) => documents.reduce((total, document) => total + (document[key] ?? 0), 0);
const refused = documents.flatMap(({ file, refused }) => Object.entries(refused).map(([rule, count]) => `${file}: ${rule} (${count})`));
const overlooked = documents.filter((document) => document.operations !== document.operations_in_document).map(({ file }) => file);
const unsealed = documents.filter(({ sealed }) => !sealed).map(({ file }) => file);
const found = {
  operations: sum('operations_in_document'),
  tools: sum('tools'),
  share: sum('tools') / sum('operations_in_document'),
  findings_of_severity_error: sum('lint_errors'),
  refused_by_a_client: refused.length,
  invalid_schemas: sum('invalid_schemas'),
  times_faster_overall: theirs.length ? Math.round(sum('fastmcp_seconds') / sum('seconds')) : undefined,
};
record('documents', { ...found, documents });
console.log(found);
const wrong = [
  ...overlooked.map((file) => `${file}: another number of operations than the document has`),
  ...refused.map((what) => `refused by a client: ${what}`),
  ...unsealed.map((file) => `${file}: refused by the gate`),
];
wrong.forEach((line) => console.error(line));
process.exit(found.share >= SHARE && !found.findings_of_severity_error && !found.invalid_schemas && !wrong.length ? 0 : 1);
