// <select data-zone> starts with the browser's time zone, unless data-typed says that somebody has chosen. Some browsers
// call a zone by its older name, which isn't among the options.
function propose() {
  for (const select of $$('select[data-zone]:not([data-typed])')) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    select.value = zone;
    if (!select.value) select.add(new Option(zone, zone, true, true));
    select.setAttribute('data-typed', '');
  }
}
on('htmx:after:swap', propose);
propose();
