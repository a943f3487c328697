// What can be reached by keyboard, in the order of the document, and what it looks like before it is reached.
const look = e => {
  const s = getComputedStyle(e);
  return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.borderWidth, s.color].join('|');
};
const name = e => (e.tagName + (e.id ? '#' + e.id : '') + ' ' + (e.getAttribute('aria-label') || e.textContent || e.name || '')
    .replace(/\s+/g, ' ').slice(0, 40)).trim();
const begin = () => {
  const wanted = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]')]
      .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}))
      .filter(e => e.type !== 'radio' || e.checked
          || !document.querySelector('input[type=radio][name="' + e.name + '"]:checked'));
  window.walked = {wanted, reached: [], before: new Map(wanted.map(e => [e, look(e)])), unseen: []};
  document.addEventListener('focusin', event => {
    const e = event.target;
    if (!walked.reached.includes(e)) {
      walked.reached.push(e);
      if (walked.before.get(e) === look(e)) walked.unseen.push(e);
    }
  });
  // A field for a date is several stops: day, month, year, calendar.
  return wanted.length + 3 * wanted.filter(e => e.type === 'date').length + 1;
};
const faults = () => {
  const {wanted, reached, unseen} = walked;
  const found = wanted.filter(e => !reached.includes(e)).map(e => 'not reached by keyboard: ' + name(e));
  const order = reached.filter(e => wanted.includes(e));
  const away = order.findIndex((e, n) => e !== wanted.filter(w => reached.includes(w))[n]);
  if (away >= 0) found.push('not in the order of the document: ' + name(order[away]));
  unseen.forEach(e => found.push('its focus cannot be seen: ' + name(e)));
  const after = reached.filter(e => !wanted.includes(e)).filter(e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight);
  after.forEach(e => found.push('reached, but nothing to use: ' + name(e)));
  if (wanted.length && !wanted[0].classList.contains('govuk-skip-link')) found.push('the first stop is not the skip link');
  return found;
};
