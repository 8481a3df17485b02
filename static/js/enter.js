// Enter in a search field [data-enter-stays] doesn't send the form around it: typing searches already. Some senders of
// keys make a keypress of their own.
for (const type of ['keydown', 'keypress']) {
  on(type, event => {
    if (event.key === 'Enter' && event.target.matches?.('[data-enter-stays]')) event.preventDefault();
  });
}
