// Colours: CSS hex, rgb() and hsl(); contrast by WCAG 2.2.

const NAMED = { black: "#000000", white: "#ffffff", red: "#ff0000", green: "#008000", lime: "#00ff00", blue: "#0000ff", yellow: "#ffff00", orange: "#ffa500", purple: "#800080", gray: "#808080", grey: "#808080", silver: "#c0c0c0", navy: "#000080", teal: "#008080", maroon: "#800000", olive: "#808000", aqua: "#00ffff", cyan: "#00ffff", fuchsia: "#ff00ff", magenta: "#ff00ff", pink: "#ffc0cb", brown: "#a52a2a" };

function parseColour(text) {
  const name = String(text).trim().toLowerCase();
  const colour = NAMED[name] ?? name;
  const short = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(colour);
  if (short) return short.slice(1).map((digit) => parseInt(digit + digit, 16));
  const long = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(colour);
  if (long) return long.slice(1).map((pair) => parseInt(pair, 16));
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})/.exec(colour);
  if (rgb && rgb.slice(1, 4).every((part) => Number(part) <= 255)) return rgb.slice(1, 4).map(Number);
  const hsl = /^hsla?\(\s*(-?[\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%/.exec(colour);
  if (hsl) return fromHsl(...hsl.slice(1, 4).map(Number));
  throw new Error(`"${text}" is no colour. Write it as #ff8800, rgb(255, 136, 0), hsl(32, 100%, 50%) or a basic CSS name.`);
}

function fromHsl(hue, saturation, lightness) {
  const [s, l] = [Math.min(saturation, 100) / 100, Math.min(lightness, 100) / 100];
  const part = (n) => {
    const k = (n + (((hue % 360) + 360) % 360) / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

function toHsl([red, green, blue]) {
  const [r, g, b] = [red / 255, green / 255, blue / 255];
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  const lightness = (high + low) / 2;
  const spread = high - low;
  if (spread === 0) return [0, 0, Math.round(lightness * 100)];
  const saturation = spread / (1 - Math.abs(2 * lightness - 1));
  const sector = high === r ? ((g - b) / spread + 6) % 6 : high === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
  return [Math.round(sector * 60) % 360, Math.round(saturation * 100), Math.round(lightness * 100)];
}

const hex = (rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

function describe(rgb) {
  const [h, s, l] = toHsl(rgb);
  return { hex: hex(rgb), rgb: `rgb(${rgb.join(", ")})`, hsl: `hsl(${h}, ${s}%, ${l}%)` };
}

function convertColour({ colour }) {
  return describe(parseColour(colour));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function checkContrast({ text, background }) {
  const [one, other] = [luminance(parseColour(text)), luminance(parseColour(background))];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  return { ratio: Math.floor(ratio * 100) / 100, aa: ratio >= 4.5, aa_large: ratio >= 3, aaa: ratio >= 7, aaa_large: ratio >= 4.5 };
}

function mixColours({ one, other, share }) {
  const [a, b] = [parseColour(one), parseColour(other)];
  const part = share ?? 0.5;
  return describe(a.map((value, place) => Math.round(value * (1 - part) + b[place] * part)));
}
