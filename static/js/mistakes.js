// A link of an error note, <a href="#name">, puts the focus on its field, or on the first control of a group: the button that opens it. The address
// stays as it is. Enter counts when it is let go: what is left of a press would arrive in the field, and send the form.
function toField(event) {
  const link = event.target.closest?.('.note.bad a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches('input, select, textarea') ? field : $('[popovertarget]', field) ?? $(':checked', field) ?? $('input', field))?.focus();
}
on('click', toField);
for (const type of ['keydown', 'keypress', 'keyup']) {
  on(type, event => {
    if (event.key !== 'Enter' || !event.target.matches?.('.note.bad a')) return;
    event.preventDefault();
    if (type === 'keyup') toField(event);
  });
}
// What is said to be wrong with a field goes as soon as somebody sets about it; whether it is right now, the answer says.
on('input', event => {
  event.target.ariaInvalid = null;
  $('.err', event.target.closest('.field') ?? event.target)?.remove();
});
