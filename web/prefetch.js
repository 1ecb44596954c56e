/** A public page is fetched while the pointer still rests on its link, so that a click shows it at once. Pages that name a
 *  person are never kept and so never fetched early; neither is anything for visitors who save data. */
export function prefetchLinks() {
  if (navigator.connection?.saveData || document.querySelector('.avatar')) return;
  const asked = new Set([location.pathname]);
  let timer;
  const consider = (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.origin !== location.origin || !isPublic(link.pathname) || asked.has(link.pathname)) return;
    timer = setTimeout(() => fetchEarly(link.pathname), 80);
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
