// <input data-narrow="#list" data-shown="{n} shown"> narrows a short list in place. A chosen item stays in sight;
// an element with the class none, beside the list, says that nothing matches.
const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

on('input', event => {
  const list = event.target.dataset?.narrow && $(event.target.dataset.narrow);
  if (!list) return;
  const wanted = fold(event.target.value.trim());
  let n = 0;
  for (const item of $$('li', list)) {
    const matches = fold(item.textContent).includes(wanted);
    item.hidden = !matches && !$(':checked', item);
    n += matches;
  }
  const none = $('.none', list.parentElement);
  if (none) none.hidden = n > 0;
  say((event.target.dataset.shown ?? '').replace('{n}', n));
});
// Enter narrows, or searches as typing does; it doesn’t send the form around the list. Some senders of keys make a keypress of their own.
for (const type of ['keydown', 'keypress']) {
  on(type, event => {
    if (event.key === 'Enter' && event.target.matches?.('[data-narrow], [data-enter-stays]')) event.preventDefault();
  });
}
