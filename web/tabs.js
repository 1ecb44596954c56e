/** Where tabs do not fit on the screen, the current one is brought into view; the page itself stays where it is. */
export function showCurrentTab() {
  show();
  addEventListener('resize', show);
}

function show() {
  for (const tab of document.querySelectorAll('.tabs [aria-current]')) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
  }
}
