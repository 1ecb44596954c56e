/** The shortcuts of every page. */
const ROWS = [['/', 'Search on this page'], ['g s', 'Go to your servers'], ['n', 'New server'], ['Esc', 'Close menus and dialogs'], ['?', 'Show this list']];

export function shortcuts() {
  let going = false;
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
    const before = going;
    going = event.key === 'g';
    if (event.key === 's' && before) location.assign('/servers');
    else if (event.key === 'n') location.assign('/servers/new');
    else if (event.key === '?') show();
    else if (event.key === '/') toSearch(event);
  });
}

function isTyping() {
  const active = document.activeElement;
  return /INPUT|TEXTAREA|SELECT/.test(active?.tagName ?? '') || Boolean(active?.closest('dialog[open]'));
}

function toSearch(event) {
  const field = [...document.querySelectorAll('[data-search]')].find((one) => one.getClientRects().length);
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function show() {
  const old = document.querySelector('dialog.is-shortcuts');
  if (old) return old.showModal();
  const make = (tag, settings, ...children) => {
    const element = Object.assign(document.createElement(tag), settings);
    element.append(...children);
    return element;
  };
  const keys = (text) => text.split(' ').flatMap((key) => [make('kbd', {}, key), ' ']);
  const rows = ROWS.flatMap(([key, meaning]) => [make('dt', {}, ...keys(key)), make('dd', {}, meaning)]);
  const close = make('button', { type: 'button', className: 'button is-small', onclick: () => dialog.close() }, 'Close');
  const head = make('div', { className: 'dialog-head' }, make('h2', {}, 'Keyboard shortcuts'), close);
  const dialog = make('dialog', { className: 'dialog is-shortcuts', ariaLabel: 'Keyboard shortcuts' }, head, make('div', { className: 'dialog-body' }, make('dl', { className: 'shortcuts' }, ...rows)));
  document.body.append(dialog);
  dialog.showModal();
}
