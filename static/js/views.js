// The name of the view that is shown stands on its button, outside of what a swap replaces.
on('htmx:after:swap', () => {
  const [name, menu] = [$('#view-name'), $('#m-views')];
  if (name && menu) name.textContent = menu.dataset.name;
});
