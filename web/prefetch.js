/** What a link leads to is fetched while the pointer still rests on it, so that a click shows it at once: public pages, and of
 *  live pages the application. Pages that name a person are never kept and so never fetched early; neither is anything for
 *  visitors who save data. */
export function prefetchLinks() {
  if (navigator.connection?.saveData) return;
  const { live, build } = document.documentElement.dataset;
  const asked = new Set([location.pathname]);
  let timer;
  const consider = (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.origin !== location.origin) return;
    const files = filesOf(link.pathname).filter((file) => !asked.has(file));
    timer = setTimeout(() => files.forEach(fetchEarly), 80);
  };
  const filesOf = (path) => {
    if (isLive(path)) return live === undefined ? [`/pkg/bmm.js?v=${build}`, `/pkg/bmm_bg.wasm?v=${build}`] : [];
    return isPublic(path) && !document.querySelector('.avatar') ? [path] : [];
  };
  const fetchEarly = (path) => {
    asked.add(path);
    const hint = document.createElement('link');
    hint.rel = 'prefetch';
    hint.href = path;
    document.head.append(hint);
  };
  addEventListener('pointerover', consider, { passive: true });
  addEventListener('pointerout', () => clearTimeout(timer), { passive: true });
  addEventListener('focusin', consider);
}

function isPublic(path) {
  return /^\/(docs(\/[a-z-]+)?|pricing|changelog|security|privacy|terms)?$/.test(path) && path !== '/docs/search';
}

/** Wizard, servers and builds live in the browser. */
function isLive(path) {
  return /^\/(servers|builds)\/./.test(path) && !path.endsWith('/refine');
}
