// "/" goes to the search for groups. While somebody types there, what looks like a key isn't sent: an address would hold it.
on('keydown', event => {
  const field = shortcut(event) === '/' && $('#group-search');
  if (!field) return;
  event.preventDefault();
  field.select();
});
on('htmx:config:request', event => {
  const field = $('#group-search', event.detail.ctx.sourceElement);
  if (/[a-z][a-z0-9]{1,9}_[0-9A-Za-z]{12}_/.test(field?.value)) event.preventDefault();
});
