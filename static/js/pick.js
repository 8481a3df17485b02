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
// Arrows go from the search into the list, along it, and back; Home and End to its ends. Enter goes from the search to the
// first that is found, and there ticks, as a space does. What is typed in the list goes on in the search.
on('keydown', event => {
  const { key, target } = event, list = target.closest('[data-picks] .pick');
  if (!list || event.ctrlKey || event.altKey || event.metaKey) return;
  const search = $('[data-narrow]', list), stops = [search, ...$$('li:not([hidden]) input', list)], at = stops.indexOf(target);
  if (at > 0 && /^(Backspace|[^ ])$/.test(key)) return search.focus(); // which gets the character
  const ways = { ArrowUp: at - 1, ArrowDown: at + 1, ...(at ? { Home: 1, End: stops.length - 1 } : target.value && { Enter: 1 }) };
  const to = stops[ways[key]], ticks = at > 0 && key === 'Enter';
  if (at < 0 || !to && !ticks) return;
  event.preventDefault();
  if (ticks) target.click();
  else to.focus();
});
on('keydown', event => {
  if (/^(Backspace|Delete)$/.test(event.key)) event.target.closest('[data-unpick]')?.click();
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
