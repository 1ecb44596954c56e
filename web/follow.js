const EVERY = 700;

/** A list marked `data-follow` grows by the lines that the server has added; when the server marks it no more, the page is
 *  loaded anew. Without script such a page reloads itself. */
export async function followLists() {
  for (let list; (list = document.querySelector('[data-follow]')); ) {
    await new Promise((done) => setTimeout(done, EVERY));
    const page = await fetched();
    // While the server restarts there is no answer, or none of this page.
    if (!page) continue;
    const now = page.querySelector('[data-follow]');
    if (!now) return location.reload();
    list.append(...[...now.children].slice(list.childElementCount));
  }
}

async function fetched() {
  try {
    const answer = await fetch(location.href);
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined;
  }
}
