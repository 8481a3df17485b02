// A <dialog data-sticky> shows what is shown once: only its own form closes it, and it doesn't outlive the page.
on('cancel', event => { if (event.target.matches?.('[data-sticky]')) event.preventDefault(); }, true);
on('keydown', event => {
  if (event.key !== 'Escape' || !$('dialog[open][data-sticky]')) return;
  event.preventDefault();
  say(words('sticky'));
});
// OK without the tick is answered in our words, not the browser's.
on('invalid', event => {
  if (!event.target.matches('[data-sticky] input')) return;
  event.preventDefault();
  event.target.focus();
  say(words('sticky'));
}, true);
addEventListener('beforeunload', event => {
  if (!$('dialog[open][data-sticky]:not(:has([data-sent]))')) return;
  event.preventDefault();
  event.returnValue = true; // for browsers that don't know the line above
});

// A browser may keep the page as it stands, to go back to it.
function forget() {
  for (const dialog of $$('dialog[data-sticky]')) dialog.remove();
  for (const secret of $$('[data-secret]')) secret.replaceChildren();
}
addEventListener('pagehide', forget);
addEventListener('pageshow', event => { if (event.persisted) forget(); });
