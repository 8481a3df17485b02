// The row whose information is open is marked, and [data-step="1"] or "-1" in the panel goes to its neighbour.
const openRow = () => document.getElementById($('dialog[data-panel][open]')?.dataset.row);
const nameIn = row => row?.querySelector('.c-name a');

function neighbour({ dataset }) {
  let row = openRow();
  do row = row?.[dataset.step > 0 ? 'nextElementSibling' : 'previousElementSibling']; while (row && !row.id); // a heading
  return nameIn(row);
}

function mark(event) {
  const row = openRow();
  for (const other of $$('tr[aria-current]')) if (other !== row) other.removeAttribute('aria-current');
  row?.setAttribute('aria-current', 'true');
  if (event.detail?.ctx?.sourceElement.id !== 'fresh') row?.scrollIntoView({ block: 'nearest' });
  for (const button of $$('[data-step]')) button.ariaDisabled = !neighbour(button);
}
on('htmx:after:swap', mark);
on('close', event => {
  const row = document.getElementById(event.target.dataset.row);
  if (!row?.contains(document.activeElement)) nameIn(row)?.focus(); // it came from the address, or from a neighbour
  mark(event);
}, true);
on('click', event => {
  const button = event.target.closest('[data-step]');
  if (button) neighbour(button)?.click();
});
mark({});
