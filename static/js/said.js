// What somebody asked of the table is answered to those who can't see it. What the table fetches by itself isn't.
on('htmx:after:swap', event => {
  const { request, sourceElement, sourceEvent, target } = event.detail.ctx;
  const asked = request.headers['HX-History-Restore-Request'] || /^(click|submit|change|input)$/.test(sourceEvent?.type);
  const table = $('[data-table]');
  if (asked && target && target.id === table?.id) say(table.dataset.said);
  const box = $('#search'), typed = sourceElement === box?.form || !asked && box === document.activeElement;
  if (box && !typed) box.value = table.dataset.search;
});
