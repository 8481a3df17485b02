// A link of an error note, <a href="#name">, puts the focus on its field, or on the first control of a group. The address
// stays as it is. Enter is taken at its keydown: the keypress that follows would arrive in the field and send the form.
function toField(event) {
  const link = event.target.closest?.('.note.bad a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches('input, select, textarea') ? field : $(':checked', field) ?? $('input', field))?.focus();
}
on('click', toField);
on('keydown', event => { if (event.key === 'Enter') toField(event); });
