// The service worker. It keeps the documentation, the offline page and what they load, one store per build, fetched
// without cookies. Pages always come from the network while there is one, so nothing is ever stale after a deploy;
// nothing that belongs to a person is ever kept.
const build = 'BUILD';
const kept = ['KEPT'];
const store = `bmm-${build}`;

self.addEventListener('install', (event) => {
  const fetched = kept.map((path) => new Request(path, { cache: 'reload', credentials: 'omit' }));
  event.waitUntil(caches.open(store).then((cache) => cache.addAll(fetched)));
});

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name.startsWith('bmm-') && name !== store) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

// A page asks which build waits here, or tells it to take over.
self.addEventListener('message', (event) => {
  if (event.data === 'build') event.ports[0]?.postMessage(build);
  if (event.data === 'take-over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request, url));
  else if (kept.includes(url.pathname + url.search)) event.respondWith(file(request, url));
});

async function page(request, url) {
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(store);
    return (await cache.match(url.pathname)) ?? (await cache.match('/offline')) ?? Response.error();
  }
}

// Files that carry their build in the address never change; the rest is asked for first.
async function file(request, url) {
  const cache = await caches.open(store);
  const stored = () => cache.match(url.pathname + url.search);
  if (url.searchParams.get('v') === build) return (await stored()) ?? fetch(request);
  try {
    return await fetch(request);
  } catch {
    return (await stored()) ?? Response.error();
  }
}
