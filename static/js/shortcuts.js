// "?" opens the list of the keys; its tick switches those of a single letter on and off at once, and its form stores that.
on('keydown', event => {
  const link = shortcut(event) === '?' && $('[data-shortcuts]');
  if (!link) return;
  event.preventDefault();
  htmx.ajax('GET', link.pathname, '#modal');
});
on('change', event => {
  if (event.target.matches('[data-keys-set]')) document.documentElement.dataset.keys = event.target.checked ? '' : 'off';
});
