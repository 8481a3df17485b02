// One press, one request: Enter twice and a double click send a form, or follow a link, once.
let busy = new WeakSet(); // what htmx has sent and has no answer for

// By itself htmx queues a second request behind the first.
on('htmx:config:request', event => {
  const { sourceElement, sourceEvent } = event.detail.ctx;
  const sync = sourceElement.getAttribute('hx-sync') ?? '';
  if (/click|submit/.test(sourceEvent?.type) && busy.has(sourceElement) && !/replace|queue/.test(sync)) event.preventDefault();
});
on('htmx:before:request', event => busy.add(event.detail.ctx.sourceElement));
on('htmx:finally:request', event => {
  const { ctx } = event.detail;
  if (!ctx.keepIndicators) busy.delete(ctx.sourceElement); // kept while the browser follows a redirect
});

// The browser's own submits: htmx has prevented those that are its own.
on('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute('method')?.toLowerCase() !== 'post') return;
  form.hasAttribute('data-sent') ? event.preventDefault() : form.setAttribute('data-sent', '');
});
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  busy = new WeakSet();
  for (const form of $$('[data-sent]')) form.removeAttribute('data-sent');
});
