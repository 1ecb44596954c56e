/** The documentation's search: an index that is fetched on first use and kept by the service worker. Ranks like the server's. */
export function search() {
  const form = document.querySelector('[data-docs-search]');
  if (!form) return;
  const input = form.querySelector('input');
  const found = form.querySelector('[data-found]');
  let index;
  const load = async () => (index ??= await fetch('/docs/search.json').then((answer) => (answer.ok ? answer.json() : [])));

  const show = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return hide();
    let sections;
    try {
      sections = rank(await load(), words).slice(0, 8);
    } catch {
      return hide(); // no connection and nothing kept: Enter asks the server later
    }
    found.replaceChildren(...(sections.length ? sections.map(entry) : [nothing()]));
    found.hidden = false;
  };
  const hide = () => (found.hidden = true);

  input.addEventListener('input', show);
  input.addEventListener('focus', () => load().catch(() => {}), { once: true });
  form.addEventListener('keydown', (event) => {
    const links = [...found.querySelectorAll('a')];
    const place = links.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      hide();
      input.focus();
    } else if (event.key === 'ArrowDown' && links.length) {
      event.preventDefault();
      links[Math.min(place + 1, links.length - 1)].focus();
    } else if (event.key === 'ArrowUp' && place >= 0) {
      event.preventDefault();
      (links[place - 1] ?? input).focus();
    }
  });
  addEventListener('click', (event) => form.contains(event.target) || hide());
}

function rank(sections, words) {
  const score = ({ page, title, text }) => {
    const head = `${page} ${title}`.toLowerCase();
    const body = text.toLowerCase();
    const scores = words.map((word) => (head.includes(word) ? 10 : body.includes(word) ? 1 : 0));
    return scores.includes(0) ? 0 : scores.reduce((sum, one) => sum + one, 0);
  };
  return sections
    .map((section) => [score(section), section])
    .filter(([points]) => points)
    .sort(([a], [b]) => b - a)
    .map(([, section]) => section);
}

function entry({ url, page, title, text }) {
  const link = document.createElement('a');
  link.href = url;
  const head = document.createElement('strong');
  head.textContent = title || page;
  const rest = document.createElement('span');
  rest.textContent = title ? `${page}. ${text.slice(0, 80)}` : text.slice(0, 110);
  link.append(head, rest);
  return link;
}

function nothing() {
  const line = document.createElement('p');
  line.textContent = 'Nothing found. Try fewer or other words.';
  return line;
}
