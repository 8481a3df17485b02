// What somebody asked of the table is answered to those who can't see it. What the table fetches by itself isn't.
on('htmx:after:swap', event => {
  const { request, sourceEvent, target } = event.detail.ctx;
  const asked = request.headers['HX-History-Restore-Request'] || /^(click|submit|change|input)$/.test(sourceEvent?.type);
  if (asked && target?.id === 'keys') say($('#keys').dataset.said);
});
