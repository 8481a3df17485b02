// Rows by keyboard. Where the focus is in one: arrows, Home and End. From anywhere, as long as they are switched on: j and
// k; "." for the menu of the row that has the focus or whose information is open, "x" for its tick; "/" for the search.
on('keydown', event => {
  if (!free(event)) return;
  const rows = $$('[data-table] tbody tr[id]'), own = document.activeElement.closest('[data-table] tbody tr');
  const row = own ?? $('[data-table] tr[aria-current]'), at = rows.indexOf(row), last = rows.length - 1;
  const arrows = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }, letter = shortcut(event);
  const to = own && !event.shiftKey && arrows[event.key] !== undefined ? arrows[event.key] : { j: at + 1, k: at - 1 }[letter];
  const target = rows[Math.max(0, Math.min(to, last))];
  if (target) $('.c-name a', target).focus();
  else if (letter === '.' && row) $('.kebab', row)?.click();
  else if (letter === 'x' && row) $('input[type=checkbox]', row)?.click();
  else if (letter === '/') $('#search')?.select();
  else return;
  event.preventDefault();
});
// While somebody types, what looks like a key isn't sent: it is when they press Enter, unless the address would hold it.
on('htmx:config:request', event => {
  const { sourceElement, sourceEvent } = event.detail.ctx;
  if ((sourceEvent?.type === 'input' || sourceElement.method === 'get') && /[a-z][a-z0-9]{1,9}_[0-9A-Za-z]{12}_/.test($('[data-slash]', sourceElement)?.value)) event.preventDefault();
});
