// "/" goes to the search box.
on('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type=checkbox]), textarea, select, dialog:modal, [popover]')) return;
  const box = $('[data-slash]');
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});
// While somebody types, what looks like a key isn't sent: it is when they press Enter.
on('htmx:config:request', event => {
  const { sourceElement, sourceEvent } = event.detail.ctx;
  if (sourceEvent?.type === 'input' && /^[a-z][a-z0-9]{1,9}_[0-9A-Za-z]{12}_/.test($('[data-slash]', sourceElement)?.value)) event.preventDefault();
});
// Enter in a search field [data-enter-stays] doesn't send the form around it: typing searches already. Some senders of
// keys make a keypress of their own.
for (const type of ['keydown', 'keypress']) {
  on(type, event => {
    if (event.key === 'Enter' && event.target.matches?.('[data-enter-stays]')) event.preventDefault();
  });
}
