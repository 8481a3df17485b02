// What was typed into a dialog isn't thrown away by one Escape: the first says so, the second discards it. [×] and Cancel
// are meant, and don't ask.
let typed; // the dialog with it
const fields = dialog => $$('textarea, input:not([type=search], [type=checkbox], [type=radio])', dialog);
const texts = dialog => fields(dialog).map(({ value }) => value).filter(Boolean);

on('input', event => {
  const dialog = event.target.closest('dialog[data-modal]');
  if (!dialog || !fields(dialog).includes(event.target)) return;
  typed = dialog;
  $('[data-discard]', dialog)?.remove();
});
on('htmx:after:swap', () => { // another step of the same hands on what was typed
  const next = $('dialog[data-modal]');
  if (typed) typed = next && texts(next).some(text => texts(typed).includes(text)) && next;
});
on('close', event => { if (event.target === typed) typed = 0; }, true);
on('cancel', event => {
  const dialog = event.target;
  if (event.defaultPrevented || dialog !== typed || $('[data-discard]', dialog)) return;
  event.preventDefault();
  const note = noted('note warn', 'triangle-alert', words('discard'));
  note.setAttribute('data-discard', '');
  $('.dlg-body', dialog).prepend(note);
  say(words('discard'));
}, true);
