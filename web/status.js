const EVERY = 10_000;

/** The badge of the footer, once per page; the probes of `/status`, every ten seconds. */
export function liveStatus() {
  const idle = window.requestIdleCallback ?? ((work) => setTimeout(work, 500));
  idle(() => badge(), { timeout: 3000 });
  const list = document.querySelector('[data-probes]');
  if (!list) return;
  const round = () => document.visibilityState === 'visible' && list.querySelectorAll('[data-probe]').forEach(probe);
  round();
  setInterval(round, EVERY);
  document.addEventListener('visibilitychange', round);
}

async function badge() {
  const place = document.querySelector('[data-status]');
  if (!place) return;
  const [state, text] = await health();
  place.dataset.state = state;
  place.lastElementChild.textContent = text;
}

async function health() {
  try {
    const answer = await fetch('/api/health', { credentials: 'omit', cache: 'no-store' });
    const well = answer.ok && !(await answer.json()).incident;
    return well ? ['good', 'All systems work'] : ['bad', 'Something is wrong'];
  } catch {
    return navigator.onLine ? ['bad', 'Not reachable'] : ['unknown', 'You are offline'];
  }
}

async function probe(row) {
  const answer = row.querySelector('[data-answer]');
  const started = performance.now();
  try {
    const response = await fetch(row.dataset.probe, { credentials: 'omit', cache: 'no-store' });
    await response.arrayBuffer();
    row.dataset.state = response.ok ? 'good' : 'bad';
    answer.textContent = response.ok ? `${Math.round(performance.now() - started)} ms` : `answers ${response.status}`;
  } catch {
    row.dataset.state = 'bad';
    answer.textContent = 'does not answer';
  }
}
