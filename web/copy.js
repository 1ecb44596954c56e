/** `data-copy` copies the code beside it and says so. */
export function copyButtons() {
  addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]');
    const code = button?.parentElement.querySelector('pre, code');
    if (!code) return;
    const label = button.querySelector('[aria-live]');
    const before = (button.dataset.label ??= label.textContent);
    try {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      label.textContent = 'Copied';
      button.setAttribute('data-copied', '');
    } catch {
      // The browser refused: the text is selected instead, so that a key press copies it.
      getSelection()?.selectAllChildren(code);
      label.textContent = 'Press Ctrl C';
    }
    setTimeout(() => {
      label.textContent = before;
      button.removeAttribute('data-copied');
    }, 1600);
  });
}
