// What others changed meanwhile: when the tab gets the focus back the server is asked, at most every few seconds, and
// answers with what changed. While a menu, a dialog or a field in one is open, it is asked afterwards.
const rest = 3000, busyWith = '[data-table].htmx-request, dialog:modal, :popover-open, dialog :is(input, select, textarea):focus';
let due = false, last = -rest, asked = '', later;

function ask() {
  const spot = $('#fresh'), wait = last + rest - performance.now();
  clearTimeout(later);
  if (!due || !spot || document.hidden || !navigator.onLine || $(busyWith)) return;
  if (wait > 0) { later = setTimeout(ask, wait); return; }
  due = false;
  last = performance.now();
  asked = spot.getAttribute('hx-get');
  htmx.trigger(spot, 'ask', {}, false);
}

const back = () => { if (!document.hidden) { due = true; ask(); } };
addEventListener('focus', back);
on('visibilitychange', back);
for (const type of ['close', 'toggle', 'focusout', 'htmx:finally:request']) on(type, () => { if (due) setTimeout(ask); }, true);

// It is asked unseen: nobody misses an answer that doesn't come, and one for another table than the one that is here by
// now isn't taken.
for (const type of ['htmx:error', 'htmx:before:response']) {
  addEventListener(type, event => {
    const from = event.detail.ctx?.sourceElement;
    if (from?.id !== 'fresh') return;
    event.stopPropagation();
    if (from.getAttribute('hx-get') !== asked) event.preventDefault();
  }, true);
}
