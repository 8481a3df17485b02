// <button data-theme-set="dark"> applies at once; the form around it, which works alone, stores the choice.
on('click', event => {
  const choice = event.target.closest('[data-theme-set]');
  if (!choice) return;
  event.preventDefault();
  document.documentElement.dataset.theme = choice.dataset.themeSet;
  for (const other of $$('[data-theme-set]')) other.ariaChecked = other === choice;
  const body = new URLSearchParams(new FormData(choice.form));
  body.set(choice.name, choice.value);
  fetch(choice.form.getAttribute('action'), { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => {});
});
