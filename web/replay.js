/** Plays the recorded build of the landing page: one panel after the other, the log line by line. Stops as soon as the
 *  visitor takes over, and never starts by itself where motion is not wanted. */
export function replay() {
  const figure = document.querySelector('[data-replay]');
  if (!figure) return;
  const choices = [...figure.querySelectorAll('input[name="replay"]')];
  const lines = [...figure.querySelectorAll('.replay-log li, .replay-live')];
  const button = figure.querySelector('[data-play]');
  let timer;

  const choose = (place) => (choices[place].checked = true);
  const showLines = (count) => lines.forEach((line, place) => line.classList.toggle('is-waiting', place >= count));
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    showLines(lines.length);
    button.setAttribute('aria-pressed', 'false');
    button.querySelector('span').textContent = 'Play';
  };
  const play = () => {
    const later = (millis, next) => (timer = setTimeout(next, millis));
    const log = (count) => {
      showLines(count);
      if (count < lines.length) later(450, () => log(count + 1));
      else later(2500, stop);
    };
    button.setAttribute('aria-pressed', 'true');
    button.querySelector('span').textContent = 'Stop';
    choose(0);
    later(2200, () => {
      choose(1);
      later(2800, () => {
        choose(2);
        log(0);
      });
    });
  };
  button.addEventListener('click', () => (timer ? stop() : play()));
  figure.addEventListener('change', (event) => event.target.name === 'replay' && stop());
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    setTimeout(play, 900);
  }, { threshold: 0.6 });
  seen.observe(figure);
}
