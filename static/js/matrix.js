// A matrix of ticks: the button of a row or a column ticks all of it, or unticks it when all are ticked; and how many
// cells differ from what is saved stands beside the buttons that save.
const cells = button => {
  const head = button.closest('th'), table = head.closest('table');
  return head.scope === 'row' ? $$('input', head.parentElement) : [...table.tBodies[0].rows].flatMap(row => $$('input', row.cells[head.cellIndex]));
};

const unsaved = form => $$('td input', form).filter(input => input.checked !== input.closest('td').classList.contains('has')).length;

function count(form) {
  const n = unsaved(form);
  const said = $('[data-said]', form), text = n ? n === 1 ? form.dataset.one : form.dataset.many.replace('{n}', n) : '';
  if (said.textContent !== text) said.textContent = text;
}

on('click', event => {
  const button = event.target.closest('[data-tick]');
  if (!button) return;
  const all = cells(button), ticked = !all.every(input => input.checked);
  for (const input of all) input.checked = ticked;
  count(button.closest('form'));
});
on('change', event => { if (event.target.closest('[data-changes] td')) count(event.target.form); });
on('reset', event => { if (event.target.matches('[data-changes]')) setTimeout(() => count(event.target)); });
on('click', event => event.target.closest('[data-changes] a.btn')?.closest('form').setAttribute('data-sent', '')); // it discards
// Who leaves with ticks that aren't saved is asked first, unless the form itself leads away.
addEventListener('beforeunload', event => {
  if (!$$('[data-changes]:not([data-sent])').some(unsaved)) return;
  event.preventDefault();
  event.returnValue = true; // for browsers that don't know the line above
});
for (const form of $$('[data-changes]')) count(form); // what the browser kept, or was brought back
