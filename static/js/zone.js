// <select data-zone> starts with the browser's time zone, unless data-typed says that somebody has chosen.
function propose() {
  for (const select of $$('select[data-zone]:not([data-typed])')) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...select.options].some(option => option.value === zone)) select.value = zone;
    select.setAttribute('data-typed', '');
  }
}
on('htmx:after:swap', propose);
propose();
