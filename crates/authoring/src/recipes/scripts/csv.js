// CSV as RFC 4180 describes it, with other delimiters.

function guessDelimiter(text) {
  const line = text.split(/\r?\n/, 1)[0];
  const counts = [",", ";", "\t", "|"].map((mark) => [line.split(mark).length, mark]);
  return counts.sort((a, b) => b[0] - a[0])[0][1];
}

function parseCsv(text, delimiter) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === delimiter) {
      row.push(cell);
      cell = "";
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text[at + 1] === "\n") at++;
      row.push(cell);
      rows.push(row);
      row = [];
      cell = "";
    } else cell += c;
  }
  if (quoted) throw new Error("A quoted cell is never closed.");
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows.filter((cells) => cells.length > 1 || cells[0] !== "");
}

function typed(cell) {
  if (cell === "") return null;
  if (cell === "true" || cell === "false") return cell === "true";
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

function csvToJson({ csv, delimiter, header, types }) {
  const text = csv.replace(/^\ufeff/, "");
  const rows = parseCsv(text, delimiter ?? guessDelimiter(text));
  const convert = types ?? true ? typed : (cell) => cell;
  if (header === false) return { rows: rows.map((cells) => cells.map(convert)), columns: [] };
  const columns = (rows.shift() ?? []).map((name, place) => name.trim() || `column_${place + 1}`);
  return { columns, rows: rows.map((cells) => Object.fromEntries(columns.map((name, place) => [name, convert(cells[place] ?? "")]))) };
}

function jsonToCsv({ rows, columns, delimiter }) {
  const mark = delimiter ?? ",";
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const write = (value) => {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return /["\r\n]/.test(text) || text.includes(mark) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  return { csv: lines.map((cells) => cells.map(write).join(mark)).join("\n"), rows: rows.length };
}

function summariseCsv({ csv, delimiter }) {
  const { columns, rows } = csvToJson({ csv, delimiter });
  const summary = columns.map((name) => {
    const values = rows.map((row) => row[name]).filter((value) => value !== null);
    const numbers = values.filter((value) => typeof value === "number");
    const column = { name, filled: values.length, distinct: new Set(values).size };
    if (numbers.length > 0 && numbers.length === values.length) {
      const sum = numbers.reduce((total, number) => total + number, 0);
      const ends = numbers.reduce(([low, high], number) => [Math.min(low, number), Math.max(high, number)], [Infinity, -Infinity]);
      Object.assign(column, { min: ends[0], max: ends[1], mean: Number((sum / numbers.length).toPrecision(12)) });
    }
    return column;
  });
  return { rows: rows.length, columns: summary };
}
