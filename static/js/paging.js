// Another page of the table begins at its top.
on('htmx:after:swap', event => {
  if (!event.detail.ctx.sourceElement.closest?.('.foot')) return;
  $('.scroll')?.scrollTo(0, 0);
  if ($('[data-table]').getBoundingClientRect().top < 0) scrollTo(0, 0);
});
