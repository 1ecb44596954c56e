// Calendar dates in the proleptic Gregorian calendar, counted in UTC.

const DAY = 86400000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function parseDate(text) {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(text).trim());
  if (!found) throw new Error(`"${text}" is no date. Write it as 2026-11-22.`);
  const [year, month, day] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 100) date.setUTCFullYear(year);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw new Error(`There is no ${text}.`);
  return date;
}

const iso = (date) => date.toISOString().slice(0, 10);

function dateDifference({ from, to }) {
  const [start, end] = [parseDate(from), parseDate(to)];
  const days = Math.round((end - start) / DAY);
  const step = days < 0 ? -1 : 1;
  let workdays = 0;
  for (let passed = 0, at = start.getTime(); passed < Math.min(Math.abs(days), 400000); passed++, at += step * DAY) {
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) workdays++;
  }
  return { days, weeks: Math.trunc(days / 7), workdays: workdays * step };
}

function addToDate({ date, years, months, weeks, days }) {
  const start = parseDate(date);
  const monthsToAdd = (years ?? 0) * 12 + (months ?? 0);
  const result = new Date(start);
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + monthsToAdd);
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
  result.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  result.setUTCDate(result.getUTCDate() + (weeks ?? 0) * 7 + (days ?? 0));
  if (Number.isNaN(result.getTime())) throw new Error("The result is outside of the calendar.");
  return { date: iso(result), weekday: WEEKDAYS[result.getUTCDay()] };
}

function describeDate({ date }) {
  const day = parseDate(date);
  const year = day.getUTCFullYear();
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY);
  const weekYear = thursday.getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(weekYear, 0, 1)) / DAY / 7) + 1;
  return {
    date: iso(day),
    weekday: WEEKDAYS[day.getUTCDay()],
    iso_week: `${weekYear}-W${String(week).padStart(2, "0")}`,
    day_of_year: Math.round((day - Date.UTC(year, 0, 1)) / DAY) + 1,
    quarter: Math.floor(day.getUTCMonth() / 3) + 1,
    leap_year: (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0,
  };
}
