/** `data-copy` copies the code beside it and says so. */
export function copyButtons() {
  addEventListener('click', async (event) => {
    const button = event.target.closest?.('[data-copy]');
    const code = button?.parentElement.querySelector('pre');
    if (!code) return;
    const label = button.querySelector('span');
    try {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      label.textContent = 'Copied';
    } catch {
      // The browser refused: the text is selected instead, so that a key press copies it.
      getSelection()?.selectAllChildren(code);
      label.textContent = 'Press Ctrl C';
    }
    setTimeout(() => (label.textContent = 'Copy'), 1600);
  });
}
