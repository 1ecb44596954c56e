/** Menus (`details.menu`) close when something else is clicked, when one of their links is followed, and with Escape, which
 *  gives the focus back. Arrow keys, Home and End walk through the entries. */
export function menus() {
  addEventListener('click', ({ target }) => close(target.closest?.('a') ? null : target));
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return walk(event);
    document.querySelector('details.menu[open] > summary')?.focus();
    close(null);
  });
}

function close(except) {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(except)) menu.open = false;
}

function walk(event) {
  const menu = event.target.closest?.('details.menu');
  if (!menu || !['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
  event.preventDefault();
  menu.open = true;
  const entries = [...menu.querySelectorAll('.menu-body :is(a, button)')].filter((entry) => entry.getClientRects().length);
  const [here, last] = [entries.indexOf(document.activeElement), entries.length - 1];
  const to = { Home: 0, End: last, ArrowDown: here < last ? here + 1 : 0, ArrowUp: here > 0 ? here - 1 : last };
  entries[to[event.key]]?.focus();
}
