// What has the focus can leave with a swap, as the row of a deleted key does. Then the focus goes to the same place in
// the row that took its place, else to the content: it never falls back to the top of the page.
let held = null, heldRow = -1; // what had the focus last, and the number of its row

on('focusin', event => {
  const row = event.target.closest('tbody tr');
  held = event.target;
  heldRow = row ? [...row.parentElement.children].indexOf(row) : -1;
});
on('htmx:after:swap', () => {
  if (document.activeElement !== document.body || !held || held.isConnected) return;
  const rows = heldRow < 0 ? [] : $$('#main tbody tr');
  const row = rows[Math.min(heldRow, rows.length - 1)];
  (row && (held.matches('.kebab') && $('.kebab', row) || $('a', row)) || $('#main'))?.focus();
});
