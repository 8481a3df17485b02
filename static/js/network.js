// A request that got no answer: the sentence of the form's data-lost stands at the top of the form; outside a
// form, or when the form has gone, the page's own is a toast.
function lost({ ctx }) {
  const form = ctx.sourceElement?.closest?.('form'), sentence = form?.dataset.lost || words('lost');
  const body = form?.isConnected && $('.dlg-body', form);
  const note = noted(body ? 'note bad' : 'toast', 'circle-alert', sentence);
  if (!body) return $('#toasts')?.append(note);
  note.setAttribute('role', 'alert');
  note.setAttribute('data-lost-note', '');
  note.tabIndex = -1;
  body.prepend(note);
  note.focus();
}

// htmx:error also tells of mistakes in an answer: those have a text.
on('htmx:error', event => { if (event.detail.ctx && event.detail.ctx.text === undefined) lost(event.detail); });
// 502 and 504 are a proxy's words for the same; its page is not ours to show. And no answer of a failing server
// may take the place of what is shown once.
on('htmx:before:response', event => {
  const { response, sourceElement } = event.detail.ctx, once = sourceElement.closest('[data-sticky]');
  if (![502, 504].includes(response.status) && !(once && response.status >= 500)) return;
  event.preventDefault();
  lost(event.detail);
});
on('htmx:before:request', () => { for (const note of $$('[data-lost-note]')) note.remove(); });
