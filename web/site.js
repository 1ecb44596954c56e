// The script of every page: what public pages do, and what makes the site an app. No wasm, no library.
// Each part finds its elements by data attributes and does nothing where there are none.
import { announceUpdates } from './app.js';
import { copyButtons } from './copy.js';
import { contents } from './contents.js';
import { shortcuts } from './keys.js';
import { prefetchLinks } from './prefetch.js';
import { replay } from './replay.js';
import { search } from './search.js';
import { liveStatus } from './status.js';
import { tryForms } from './try.js';

// Pages without wasm are alive as soon as this runs; the others say so themselves.
if (document.body.classList.contains('public')) {
  document.documentElement.setAttribute('data-ready', '');
  copyButtons();
  contents();
  search();
  tryForms();
  replay();
  closeMenus();
  shortcuts();
  prefetchLinks();
}
liveStatus();
announceUpdates();

/** Menus close when something else is clicked, or with Escape. */
function closeMenus() {
  const close = (except) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(except)) menu.open = false;
  };
  addEventListener('click', (event) => close(event.target));
  addEventListener('keydown', (event) => event.key === 'Escape' && close(null));
}
