/** The service worker with its update prompt, and the hint that the site can be installed. */
export function announceUpdates() {
  addEventListener('click', (event) => event.target.closest?.('[data-reload]') && location.reload());
  install();
  if (!('serviceWorker' in navigator) || !isSecureContext) return;
  const register = async () => {
    let registration;
    try {
      registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    } catch {
      return; // private windows and strict settings refuse: everything else works without
    }
    if (!registration) return;
    if (registration.waiting) consider(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => worker.state === 'installed' && navigator.serviceWorker.controller && consider(worker));
    });
    const look = () => document.visibilityState === 'visible' && registration.update().catch(() => {});
    document.addEventListener('visibilitychange', look);
    setInterval(look, 60 * 60 * 1000);
  };
  // Not before the page is at rest: what the worker keeps competes with what is being read.
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 500));
  const atRest = () => idle(register, { timeout: 3000 });
  if (document.readyState === 'complete') atRest();
  else addEventListener('load', atRest);
}

/** A page of the same build lets the worker take over in silence; an older page asks its reader first. */
async function consider(worker) {
  const build = await buildOf(worker);
  if (build === document.documentElement.dataset.build) worker.postMessage('take-over');
  else prompt(worker);
}

function buildOf(worker) {
  return new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => done(data);
    worker.postMessage('build', [channel.port2]);
    setTimeout(() => done(undefined), 10_000); // a worker of a busy machine takes its time to start
  });
}

function prompt(worker) {
  if (document.querySelector('.update')) return;
  const box = document.createElement('div');
  box.className = 'update';
  box.setAttribute('role', 'status');
  const text = document.createElement('p');
  text.textContent = 'A new version of Build My MCP is ready.';
  const button = document.createElement('button');
  button.className = 'button is-small is-primary';
  button.textContent = 'Reload';
  button.addEventListener('click', () => {
    // A window of the new build may have let the worker take over in the meantime.
    if (worker.state !== 'installed') return location.reload();
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    worker.postMessage('take-over');
  });
  const later = document.createElement('button');
  later.className = 'button is-small is-plain';
  later.textContent = 'Later';
  later.addEventListener('click', () => box.remove());
  box.append(text, button, later);
  document.body.append(box);
}

/** Browsers that can install the site say so; the footer then offers it. */
function install() {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    const button = document.querySelector('[data-install]');
    if (!button) return;
    button.dataset.offered = '';
    const ask = () => {
      delete button.dataset.offered; // an offer can be taken once
      event.prompt();
    };
    button.addEventListener('click', ask, { once: true });
  });
  addEventListener('appinstalled', () => document.querySelector('[data-install]')?.removeAttribute('data-offered'));
}
