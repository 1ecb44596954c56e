// A calculator with its own parser: nothing of JavaScript can be reached from an expression.

const CONSTANTS = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };

function factorial(n) {
  if (!Number.isInteger(n) || n < 0 || n > 170) throw new Error("factorial needs a whole number from 0 to 170.");
  let product = 1;
  for (let factor = 2; factor <= n; factor++) product *= factor;
  return product;
}

const FUNCTIONS = {
  sqrt: Math.sqrt, cbrt: Math.cbrt, abs: Math.abs, floor: Math.floor, ceil: Math.ceil, sign: Math.sign, exp: Math.exp, ln: Math.log, log: Math.log10, log2: Math.log2,
  sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan, min: Math.min, max: Math.max, pow: Math.pow, factorial,
  round: (value, digits = 0) => Math.round(value * 10 ** digits) / 10 ** digits,
};

function tokens(text) {
  const found = [];
  const pattern = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([a-z_][a-z_0-9]*)|(\*\*|[-+*/%^(),!×÷−]))/iy;
  while (pattern.lastIndex < text.trimEnd().length) {
    const start = pattern.lastIndex;
    const token = pattern.exec(text);
    if (!token) throw new Error(`The expression cannot be read from here on: ${text.slice(start).trim().slice(0, 40)}`);
    if (token[1]) found.push({ number: Number(token[1]) });
    else if (token[2]) found.push({ name: token[2].toLowerCase() });
    else found.push({ mark: { "×": "*", "÷": "/", "−": "-", "**": "^" }[token[3]] ?? token[3] });
  }
  return found;
}

function evaluate(text) {
  const list = tokens(text);
  let at = 0;
  let depth = 0;
  const take = (mark) => list[at]?.mark === mark && ++at > 0;
  const expect = (mark) => {
    if (!take(mark)) throw new Error(`Something is missing: "${mark}" was expected.`);
  };
  function sum() {
    let value = product();
    for (;;) {
      if (take("+")) value += product();
      else if (take("-")) value -= product();
      else return value;
    }
  }
  function product() {
    let value = signed();
    for (;;) {
      if (take("*")) value *= signed();
      else if (take("/")) {
        const divisor = signed();
        if (divisor === 0) throw new Error("This divides by zero.");
        value /= divisor;
      } else if (take("%")) value %= signed();
      else return value;
    }
  }
  function signed() {
    if (++depth > 200) throw new Error("The expression is nested too deeply.");
    const value = take("-") ? -signed() : take("+") ? signed() : power();
    depth--;
    return value;
  }
  function power() {
    let base = atom();
    while (take("!")) base = factorial(base);
    return take("^") ? base ** signed() : base;
  }
  function atom() {
    const token = list[at++];
    if (token?.number !== undefined) return token.number;
    if (token?.mark === "(") {
      const value = sum();
      expect(")");
      return value;
    }
    if (token?.name !== undefined) return named(token.name);
    throw new Error(token ? `"${token.mark}" stands where a number was expected.` : "The expression ends too early.");
  }
  function named(name) {
    if (Object.hasOwn(CONSTANTS, name)) return CONSTANTS[name];
    if (!Object.hasOwn(FUNCTIONS, name)) throw new Error(`"${name}" is not known. Functions: ${Object.keys(FUNCTIONS).join(", ")}; constants: pi, e, tau.`);
    expect("(");
    const values = [sum()];
    while (take(",")) values.push(sum());
    expect(")");
    return FUNCTIONS[name](...values);
  }
  const value = sum();
  if (at < list.length) throw new Error("The expression goes on where it should end.");
  if (!Number.isFinite(value)) throw new Error("The result is no finite number.");
  return value;
}

const tidy = (value) => Number(value.toPrecision(14));

function calculate({ expression }) {
  return { result: tidy(evaluate(String(expression))) };
}

function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (place - low);
}

function statistics({ numbers }) {
  if (numbers.length === 0) throw new Error("Give at least one number.");
  const sorted = [...numbers].sort((a, b) => a - b);
  const total = numbers.reduce((sum, number) => sum + number, 0);
  const mean = total / numbers.length;
  const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
  const result = {
    count: numbers.length, sum: tidy(total), mean: tidy(mean), median: tidy(quantile(sorted, 0.5)), min: sorted[0], max: sorted[sorted.length - 1],
    quartile_1: tidy(quantile(sorted, 0.25)), quartile_3: tidy(quantile(sorted, 0.75)), deviation: tidy(Math.sqrt(squares / numbers.length)),
  };
  if (numbers.length > 1) result.sample_deviation = tidy(Math.sqrt(squares / (numbers.length - 1)));
  return result;
}

function loanPayment({ amount, yearly_rate, years }) {
  const months = Math.round(years * 12);
  if (!(amount > 0) || months < 1 || yearly_rate < 0) throw new Error("Amount and years must be positive, and the rate not negative.");
  const rate = yearly_rate / 100 / 12;
  const monthly = rate === 0 ? amount / months : (amount * rate) / (1 - (1 + rate) ** -months);
  const cents = (value) => Math.round(value * 100) / 100;
  return { monthly: cents(monthly), months, total: cents(monthly * months), interest: cents(monthly * months - amount) };
}
