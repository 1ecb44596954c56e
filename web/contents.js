/** Marks the section that is being read in the list "On this page". */
export function contents() {
  const links = [...document.querySelectorAll('[data-contents] a')];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (headings.some((heading) => !heading) || !links.length) return;
  const mark = () => {
    const read = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < 140);
    links.forEach((link, place) => {
      if (place === Math.max(read, 0)) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    });
  };
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  addEventListener('scroll', later, { passive: true });
  later();
}
