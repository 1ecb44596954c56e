// JSON tools.

function parse(text, name) {
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new Error(`${name} is no valid JSON: ${problem.message}`);
  }
}

function sortKeys(value) {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}

function formatJson({ json, indent, sort_keys }) {
  const value = parse(json, "The text");
  return { json: JSON.stringify(sort_keys ? sortKeys(value) : value, null, indent ?? 2) };
}

// A path such as `items[0].name` or `items[*].name`; `["odd key"]` for other names.
function steps(path) {
  const found = [];
  const pattern = /^(?:\.?([^.[\]"']+)|\[(\d+|\*)\]|\["([^"]*)"\]|\['([^']*)'\])/;
  let rest = String(path).trim().replace(/^\$/, "");
  while (rest !== "") {
    const step = pattern.exec(rest);
    if (!step) throw new Error(`The path cannot be read from here on: ${rest}`);
    found.push(step[1] ?? step[2] ?? step[3] ?? step[4]);
    rest = rest.slice(step[0].length);
  }
  return found;
}

function queryJson({ json, path }) {
  let values = [parse(json, "The text")];
  for (const step of steps(path)) {
    values = values.flatMap((value) => {
      if (value === null || typeof value !== "object") return [];
      if (step === "*") return Object.values(value);
      return Object.hasOwn(value, step) ? [value[step]] : [];
    });
  }
  return { count: values.length, values };
}

function difference(before, after, path, found) {
  if (found.length >= 1000) return;
  const kind = (value) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
  if (kind(before) !== kind(after) || before === null || typeof before !== "object") {
    if (before !== after) found.push({ path: path || "$", change: "changed", before, after });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const at = Array.isArray(before) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    if (!Object.hasOwn(after, key)) found.push({ path: at, change: "removed", before: before[key] });
    else if (!Object.hasOwn(before, key)) found.push({ path: at, change: "added", after: after[key] });
    else difference(before[key], after[key], at, found);
  }
}

function compareJson({ before, after }) {
  const found = [];
  difference(parse(before, "The first text"), parse(after, "The second text"), "", found);
  return { equal: found.length === 0, changes: found };
}

function outline(value, depth) {
  if (Array.isArray(value)) return value.length === 0 ? [] : [depth > 8 ? "…" : outline(value[0], depth + 1)];
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (depth > 8) return "…";
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, outline(member, depth + 1)]));
}

function describeJson({ json }) {
  const value = parse(json, "The text");
  return { outline: outline(value, 0), bytes: new TextEncoder().encode(json).length };
}
