/** A search field with `data-filter="ID"` shows the rows of that list which hold every word, in any case. */
export function filters() {
  addEventListener('input', ({ target }) => {
    const list = target.dataset?.filter && document.getElementById(target.dataset.filter);
    if (!list) return;
    const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of list.children) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}
