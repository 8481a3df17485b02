// What is selected stays while one pages, sorts and filters: it is kept here, and sent instead of the ticks on the page.
const chosen = new Set();
let last; // what was ticked last: a range begins there
const ticks = () => $$('tbody .sel input');
const take = (some, on) => { for (const { value } of some) on ? chosen.add(value) : chosen.delete(value); };

function show() {
  const bar = $('#bulk'), all = ticks();
  if (!bar) return;
  for (const tick of all) tick.checked = chosen.has(tick.value);
  const n = all.filter(tick => tick.checked).length, whole = n > 0 && n === all.length;
  const page = $('#select-page'), more = $('[data-most]', bar), output = $('output', bar);
  if (page) Object.assign(page, { checked: whole, indeterminate: n && !whole });
  bar.toggleAttribute('data-some', chosen.size);
  bar.toggleAttribute('data-whole', whole);
  const full = more && chosen.size >= more.dataset.most;
  if (full && more === document.activeElement) $('#bulk-delete, [data-clear]', bar).focus(); // it leaves
  if (more) more.hidden = full;
  const said = chosen.size ? bar.dataset.said.replace('#', chosen.size.toLocaleString(document.documentElement.lang)) : '';
  if (output.textContent !== said) output.textContent = said;
}

// clear also brings the focus back to the rows from the bar, which leaves.
function clear() {
  const inside = $('#bulk')?.contains(document.activeElement);
  chosen.clear();
  show();
  if (inside) (ticks().find(tick => tick.value === last) ?? ticks()[0] ?? $('#main')).focus();
}

// forget takes what is gone from what is selected, and from beside the table; '*' are all that are selected.
function forget(gone) {
  const panel = $('dialog[data-panel]'), ids = gone === '*' ? [...chosen] : [gone];
  if (panel && ids.includes(panel.dataset.row.slice(4))) panel.close();
  if (gone === '*') return clear();
  chosen.delete(gone);
}

on('click', ({ target, shiftKey }) => {
  const all = ticks(), at = all.indexOf(target);
  if (at >= 0) {
    const from = shiftKey ? all.findIndex(tick => tick.value === last) : -1;
    take(all.slice(from < 0 ? at : Math.min(at, from), Math.max(at, from) + 1), target.checked);
    last = target.value;
  } else if (target.id === 'select-page') take(all, target.checked);
  else if (target.closest('[data-clear]')) return clear();
  else return;
  show();
});
on('htmx:config:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches('#bulk, #bulk [formaction]')) ctx.request.body.set($('#bulk').dataset.of, [...chosen].join());
});
on('htmx:after:swap', () => {
  for (const list of $$('[data-chosen]')) {
    for (const id of list.dataset.chosen.match(/\w+/g) ?? []) chosen.add(id);
    list.remove();
  }
  for (const told of $$('[data-gone]')) {
    forget(told.dataset.gone);
    told.removeAttribute('data-gone');
  }
  show();
});
