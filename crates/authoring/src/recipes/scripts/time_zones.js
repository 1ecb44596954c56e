// Time zones. The platform's `timezone` knows the IANA database.

function zoneNamed(name) {
  const zones = timezone.list();
  const wanted = String(name).trim();
  const exact = zones.find((zone) => zone.toLowerCase() === wanted.toLowerCase());
  if (exact) return exact;
  const city = wanted.toLowerCase().replace(/\s+/g, "_");
  const found = zones.filter((zone) => zone.toLowerCase().split("/").pop() === city);
  if (found.length === 1) return found[0];
  throw new Error(`"${name}" is no time zone. Use a name such as Europe/Berlin, or look it up with find_time_zones.`);
}

function convertTime({ time, from, to }) {
  const source = zoneNamed(from ?? "UTC");
  const target = zoneNamed(to);
  const converted = timezone.convert(String(time).trim().replace(" ", "T"), source, target);
  return { time: converted.iso.slice(0, 19), offset: converted.offset, zone: converted.zone };
}

function currentTime({ zone }) {
  const name = zoneNamed(zone ?? "UTC");
  const now = timezone.now(name);
  return { time: now.iso.slice(0, 19), offset: now.offset, zone: now.zone };
}

function findTimeZones({ query, limit }) {
  const wanted = String(query).trim().toLowerCase().replace(/\s+/g, "_");
  const found = timezone.list().filter((zone) => zone.toLowerCase().includes(wanted));
  return { count: found.length, zones: found.slice(0, limit ?? 50) };
}
