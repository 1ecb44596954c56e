/** "Try it" in the API reference: sends the request from the page, with the visitor's session or with a key that stays here. */
export function tryForms() {
  addEventListener('submit', async (event) => {
    const form = event.target.closest?.('[data-try]');
    if (!form) return;
    event.preventDefault();
    const answer = form.querySelector('[data-answer]');
    const button = form.querySelector('button');
    if (button.hasAttribute('data-busy')) return;
    button.setAttribute('data-busy', '');
    try {
      answer.replaceChildren(...(await send(form)));
    } catch (error) {
      answer.textContent = `Nothing came back: ${error.message}`;
    }
    button.removeAttribute('data-busy');
  });
}

async function send(form) {
  const { method, path } = form.dataset;
  const query = new URLSearchParams();
  let address = path;
  for (const input of form.querySelectorAll('[data-in]')) {
    if (input.dataset.in === 'path') address = address.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.value) query.set(input.name, input.value);
  }
  if (query.size) address += `?${query}`;
  const headers = { accept: 'application/json' };
  const key = form.querySelector('[data-key]').value.trim();
  if (key) headers.authorization = `Bearer ${key}`;
  const body = form.elements.body?.value;
  if (body) headers['content-type'] = 'application/json';
  const started = performance.now();
  const response = await fetch(address, { method, headers, body: body || undefined });
  const text = await response.text();
  const line = document.createElement('p');
  line.textContent = `${response.status} ${response.statusText} in ${Math.round(performance.now() - started)} ms`;
  const block = document.createElement('pre');
  block.className = 'code-text';
  block.tabIndex = 0;
  block.textContent = pretty(text);
  return [line, block];
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text || '(empty)';
  }
}
