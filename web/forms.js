/** A form is sent once: its button waits until the next page is there. */
export function busyForms() {
  addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute('method') !== 'post') return;
    if (form.hasAttribute('aria-busy')) {
      event.preventDefault();
      return;
    }
    form.setAttribute('aria-busy', 'true');
    event.submitter?.setAttribute('data-busy', '');
  });
  // A page that comes back with the back button is not busy any more.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    for (const attribute of ['aria-busy', 'data-busy']) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) element.removeAttribute(attribute);
    }
  });
}

/** The cross beside a notice. */
export function notices() {
  addEventListener('click', (event) => {
    const notice = event.target.closest?.('[data-dismiss]')?.parentElement;
    if (notice) notice.hidden = true;
  });
}
