// The row whose information is open is marked, and [data-step="1"] or "-1" in the panel goes to its neighbour.
const openRow = () => document.getElementById($('dialog[data-panel][open]')?.dataset.row);

function mark() {
  const row = openRow();
  for (const other of $$('tr[aria-current]')) if (other !== row) other.removeAttribute('aria-current');
  row?.setAttribute('aria-current', 'true');
}
on('htmx:after:swap', mark);
on('close', mark, true);
on('click', event => {
  const step = event.target.closest('[data-step]')?.dataset.step;
  if (!step) return;
  const next = step > 0 ? openRow()?.nextElementSibling : openRow()?.previousElementSibling;
  $('.c-name a', next ?? document.createElement('i'))?.click();
});
