// What somebody asked of the table is answered to those who can't see it. What the table fetches by itself isn't.
on('htmx:after:swap', event => {
  const { request, sourceElement, sourceEvent, target } = event.detail.ctx;
  const asked = request.headers['HX-History-Restore-Request'] || /^(click|submit|change|input)$/.test(sourceEvent?.type);
  if (asked && target?.id === 'keys') say($('#keys').dataset.said);
  const box = $('#search'), typed = sourceElement === box?.form || !asked && box === document.activeElement;
  if (box && !typed) box.value = $('#keys').dataset.search;
});
