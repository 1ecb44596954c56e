// Regular expressions of JavaScript (ECMAScript 2023).

function compile(pattern, flags) {
  try {
    return new RegExp(pattern, [...new Set(`${flags ?? ""}g`)].join(""));
  } catch (problem) {
    throw new Error(`The pattern cannot be used: ${problem.message}`);
  }
}

function testRegex({ pattern, flags, text, limit }) {
  const most = limit ?? 100;
  const matches = [];
  let count = 0;
  for (const found of text.matchAll(compile(pattern, flags))) {
    count++;
    if (matches.length < most) {
      const groups = found.slice(1).map((group) => group ?? null);
      matches.push({ match: found[0], index: found.index, groups, named: { ...found.groups } });
    }
  }
  return { matched: count > 0, count, matches };
}

function replaceRegex({ pattern, flags, text, replacement }) {
  const expression = compile(pattern, flags);
  let count = 0;
  for (const _ of text.matchAll(expression)) count++;
  return { text: text.replace(expression, replacement), count };
}

function splitRegex({ pattern, flags, text }) {
  const parts = text.split(compile(pattern, flags)).map((part) => part ?? "");
  return { count: parts.length, parts };
}
