// Unit conversion. Each unit is a factor to the base unit of its quantity; temperatures also have an offset.

const UNITS = {
  length: { m: 1, km: 1000, cm: 0.01, mm: 0.001, um: 1e-6, nm: 1e-9, in: 0.0254, ft: 0.3048, yd: 0.9144, mi: 1609.344, nmi: 1852 },
  mass: { kg: 1, g: 0.001, mg: 1e-6, t: 1000, lb: 0.45359237, oz: 0.028349523125, st: 6.35029318 },
  area: { m2: 1, km2: 1e6, cm2: 1e-4, ha: 10000, acre: 4046.8564224, ft2: 0.09290304, in2: 0.00064516, mi2: 2589988.110336 },
  volume: { l: 1, ml: 0.001, cl: 0.01, m3: 1000, gal: 3.785411784, qt: 0.946352946, pt: 0.473176473, cup: 0.2365882365, floz: 0.0295735295625, tbsp: 0.01478676478125, tsp: 0.00492892159375 },
  time: { s: 1, ms: 0.001, min: 60, h: 3600, d: 86400, wk: 604800 },
  speed: { "m/s": 1, "km/h": 1 / 3.6, mph: 0.44704, kn: 1852 / 3600, "ft/s": 0.3048 },
  pressure: { Pa: 1, hPa: 100, kPa: 1000, bar: 100000, mbar: 100, atm: 101325, psi: 6894.757293168, mmHg: 133.322387415 },
  energy: { J: 1, kJ: 1000, cal: 4.184, kcal: 4184, Wh: 3600, kWh: 3600000, BTU: 1055.05585262 },
  power: { W: 1, kW: 1000, MW: 1e6, hp: 745.69987158227 },
  data: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1048576, GiB: 1073741824, TiB: 1099511627776, bit: 0.125, kbit: 125, Mbit: 125000, Gbit: 125000000 },
  angle: { rad: 1, deg: Math.PI / 180, grad: Math.PI / 200, turn: 2 * Math.PI },
  temperature: { K: [1, 0], C: [1, 273.15], F: [5 / 9, 459.67 * 5 / 9] },
};

const NAMES = {
  meter: "m", metre: "m", kilometer: "km", kilometre: "km", centimeter: "cm", centimetre: "cm", millimeter: "mm", millimetre: "mm", inch: "in", inche: "in", foot: "ft", feet: "ft", yard: "yd", mile: "mi",
  kilogram: "kg", gram: "g", milligram: "mg", tonne: "t", pound: "lb", ounce: "oz", stone: "st", hectare: "ha", acre: "acre", liter: "l", litre: "l", milliliter: "ml", millilitre: "ml", gallon: "gal",
  second: "s", sec: "s", minute: "min", hour: "h", day: "d", week: "wk", kmh: "km/h", kph: "km/h", knot: "kn", pascal: "Pa", joule: "J", calorie: "cal", watt: "W", horsepower: "hp",
  byte: "B", kilobyte: "kB", megabyte: "MB", gigabyte: "GB", terabyte: "TB", degree: "deg", radian: "rad", kelvin: "K", celsius: "C", fahrenheit: "F", "°c": "C", "°f": "F",
};

function findUnit(name) {
  const text = String(name).trim();
  const lower = text.toLowerCase();
  const symbol = NAMES[lower] ?? NAMES[lower.replace(/s$/, "")] ?? text.replace("²", "2").replace("³", "3");
  const exact = Object.entries(UNITS).find(([, units]) => Object.hasOwn(units, symbol));
  if (exact) return { quantity: exact[0], symbol, unit: exact[1][symbol] };
  for (const [quantity, units] of Object.entries(UNITS)) {
    const found = Object.keys(units).filter((unit) => unit.toLowerCase() === symbol.toLowerCase());
    if (found.length === 1) return { quantity, symbol: found[0], unit: units[found[0]] };
  }
  throw new Error(`"${name}" is no unit that is known here. list_units names them all.`);
}

function convertUnit({ value, from, to }) {
  const [source, target] = [findUnit(from), findUnit(to)];
  if (source.quantity !== target.quantity) {
    throw new Error(`${source.symbol} is a unit of ${source.quantity}, ${target.symbol} one of ${target.quantity}. They cannot be converted into each other.`);
  }
  const [factor, offset] = [source.unit, 0].flat();
  const [targetFactor, targetOffset] = [target.unit, 0].flat();
  const result = (value * factor + offset - targetOffset) / targetFactor;
  return { value: Number(result.toPrecision(12)), unit: target.symbol, quantity: source.quantity };
}

function listUnits({ quantity }) {
  const chosen = quantity ? { [quantity]: UNITS[quantity] } : UNITS;
  if (quantity && !UNITS[quantity]) throw new Error(`"${quantity}" is not known. Use one of ${Object.keys(UNITS).join(", ")}.`);
  return { quantities: Object.fromEntries(Object.entries(chosen).map(([name, units]) => [name, Object.keys(units)])) };
}
