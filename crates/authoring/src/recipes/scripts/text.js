// Text tools.

const wordsOf = (text) => text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];

function countText({ text }) {
  const words = wordsOf(text);
  const counts = new Map();
  for (const word of words) {
    const key = word.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const common = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10);
  return {
    characters: [...text].length,
    words: words.length,
    lines: text === "" ? 0 : text.split(/\r\n|\r|\n/).length,
    sentences: (text.match(/[^.!?…]+[.!?…]+(?=\s|$)/g) ?? []).length,
    paragraphs: text.split(/\n\s*\n/).filter((part) => part.trim() !== "").length,
    reading_minutes: Math.round((words.length / 200) * 10) / 10,
    common_words: common.map(([word, count]) => ({ word, count })),
  };
}

function splitWords(text) {
  return wordsOf(text.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2").replace(/[_-]+/g, " "));
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

const CASES = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: (text) => text.toLowerCase().replace(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu, capital),
  sentence: (text) => text.toLowerCase().replace(/(^|[.!?]\s+)(\p{Ll})/gu, (_, before, letter) => before + letter.toUpperCase()),
  camel: (text) => splitWords(text).map((word, place) => (place === 0 ? word.toLowerCase() : capital(word))).join(""),
  pascal: (text) => splitWords(text).map(capital).join(""),
  snake: (text) => splitWords(text).map((word) => word.toLowerCase()).join("_"),
  kebab: (text) => splitWords(text).map((word) => word.toLowerCase()).join("-"),
  constant: (text) => splitWords(text).map((word) => word.toUpperCase()).join("_"),
};

function changeCase({ text, to }) {
  return { text: CASES[to](text) };
}

function cleanLines({ text, trim, unique, drop_empty, sort }) {
  let lines = text.split(/\r\n|\r|\n/);
  if (trim ?? true) lines = lines.map((line) => line.trim());
  if (drop_empty ?? true) lines = lines.filter((line) => line.trim() !== "");
  if (unique) lines = [...new Set(lines)];
  if (sort === "ascending" || sort === "descending") lines = lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (sort === "descending") lines.reverse();
  if (sort === "numeric") lines = lines.sort((a, b) => parseFloat(a) - parseFloat(b));
  return { text: lines.join("\n"), lines: lines.length };
}

const PATTERNS = {
  emails: /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  urls: /https?:\/\/[^\s<>"'()]+[^\s<>"'().,;:!?]/g,
  numbers: /(?<![\w.])-?\d+(?:\.\d+)?(?![\w])/g,
  dates: /\b\d{4}-\d{2}-\d{2}\b/g,
  hashtags: /(?<![\p{L}\p{N}])#[\p{L}\p{N}_]+/gu,
};

function extract({ text, what }) {
  const found = [...new Set(text.match(PATTERNS[what]) ?? [])];
  return { count: found.length, found };
}
