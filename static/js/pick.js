// A fieldset [data-picks]: what is ticked in its list stands above it as chips, which untick it. [data-narrow] hides what
// doesn't have its text, however accents are typed.
const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const named = box => $('[data-name]', box.closest('label')).textContent;

function show(set) {
  const chips = $('[data-picked]', set), model = $('[data-chip] > *', set);
  chips?.replaceChildren(...$$('li input:checked', set).map(box => {
    const chip = model.cloneNode(true);
    for (const name of $$('[data-name]', chip)) name.textContent = named(box);
    $('[data-unpick]', chip).value = box.value;
    return chip;
  }));
}
const showAll = () => $$('[data-picks]').forEach(show);

// What is said to be missing is no longer said once something is ticked.
function right(set) {
  if (set.ariaInvalid !== 'true' || !$('li input:checked', set)) return;
  set.ariaInvalid = null;
  set.removeAttribute('aria-describedby');
  $('.err', set)?.remove();
}

on('change', event => {
  const set = event.target.closest('[data-picks]');
  if (!set) return;
  show(set);
  right(set);
});
on('input', event => {
  if (!event.target.matches('[data-narrow]')) return;
  const list = event.target.closest('.pick'), text = plain(event.target.value.trim());
  let found = 0;
  for (const item of $$('li', list)) found += !(item.hidden = !plain(item.textContent).includes(text));
  $('.none-found', list).hidden = found > 0;
});
// Arrows go from the search into the list, along it, and back.
on('keydown', event => {
  const list = /^Arrow(Up|Down)$/.test(event.key) && event.target.closest('[data-picks] .pick');
  if (!list) return;
  const stops = [$('[data-narrow]', list), ...$$('li:not([hidden]) input', list)], at = stops.indexOf(event.target);
  const to = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || !to) return;
  event.preventDefault();
  to.focus();
});
on('click', event => {
  const button = event.target.closest('[data-unpick]'), set = button?.closest('[data-picks]');
  if (!set) return;
  const at = $$('[data-unpick]', set).indexOf(button);
  $$('li input', set).find(box => box.value === button.value).checked = false;
  show(set);
  const left = $$('[data-picked] [data-unpick]', set);
  (left[Math.min(at, left.length - 1)] ?? $('[popovertarget]', set)).focus();
});
on('toggle', event => {
  const search = event.newState === 'open' && $('[data-narrow]', event.target);
  if (search) search.focus();
}, true);
on('htmx:before:settle', showAll);
showAll();
