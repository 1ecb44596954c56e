// The script of every page: what all of them do, and what makes the site an app. No library.
// Each part finds its elements by data attributes and does nothing where there are none.
import { announceUpdates } from './app.js';
import { contents } from './contents.js';
import { copyButtons } from './copy.js';
import { filters } from './filter.js';
import { followLists } from './follow.js';
import { busyForms, notices } from './forms.js';
import { hydrate } from './hydrate.js';
import { shortcuts } from './keys.js';
import { menus } from './menus.js';
import { prefetchLinks } from './prefetch.js';
import { replay } from './replay.js';
import { search } from './search.js';
import { liveStatus } from './status.js';
import { showCurrentTab } from './tabs.js';
import { tryForms } from './try.js';

busyForms();
notices();
copyButtons();
menus();
shortcuts();
filters();
followLists();
contents();
showCurrentTab();
search();
tryForms();
replay();
prefetchLinks();
liveStatus();
announceUpdates();

// Live pages are ready when the application has taken them over; it says so itself. All others are ready now.
const page = document.documentElement;
if ('live' in page.dataset) hydrate(page.dataset.build);
else page.setAttribute('data-ready', '');
