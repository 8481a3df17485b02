// Segments <input type=radio data-days data-date="2027-01-12" data-words="Valid through …"> fill the date field
// of their [data-expiry] and say what it means in [data-expiry-words]. A date typed by hand goes back to its
// data-plain, and to the segment without a date, if there is one.
const expiry = element => {
  const set = element.closest('[data-expiry]');
  return { date: $('input[type=date]', set), hint: $('[data-expiry-words]', set), radios: $$('input[data-days]', set) };
};
const tell = (hint, text) => {
  if (!hint || hint.textContent === text) return;
  hint.textContent = text;
  say(text);
};

on('change', event => {
  const radio = event.target;
  if (!radio.matches?.('input[data-days]')) return;
  const { date, hint } = expiry(radio);
  if (radio.dataset.date && date) date.value = radio.dataset.date;
  tell(hint, radio.dataset.words || hint?.dataset.plain || '');
});
on('input', event => {
  const date = event.target;
  if (!date.matches?.('[data-expiry] input[type=date]')) return;
  const { hint, radios } = expiry(date);
  const match = radios.find(radio => radio.dataset.date === date.value) ?? radios.find(radio => !radio.dataset.date);
  for (const radio of radios) radio.checked = radio === match;
  tell(hint, match?.dataset.words || hint?.dataset.plain || '');
});
