// Menus: roving focus, Home and End, type-ahead. The native popover gives opening, Escape and light dismissal.
let typed = '', typedAt = 0;
const items = menu => $$('[role^=menuitem]:not([hidden])', menu);

function move(all, to) {
  const next = all[(to + all.length) % all.length];
  for (const item of all) item.tabIndex = item === next ? 0 : -1;
  next?.focus();
}

on('toggle', event => {
  const menu = event.target;
  if (!menu.matches?.('[popover]')) return;
  const opened = event.newState === 'open';
  for (const button of $$(`[popovertarget="${menu.id}"][aria-expanded]`)) button.setAttribute('aria-expanded', opened);
  if (!opened) return;
  typed = '';
  menu.matches('[role=menu]') ? move(items(menu), 0) : $('a, button', menu)?.focus();
}, true);

on('click', event => {
  const item = event.target.closest('[role^=menuitem]'), menu = item?.closest('[popover]');
  if (!menu || item.matches('[data-theme-set]')) return; // a theme is tried with the menu open
  const button = $(`[popovertarget="${menu.id}"]`), next = item.popoverTargetElement;
  menu.hidePopover();
  if (!next) return button?.focus();
  event.preventDefault();
  next.showPopover({ source: button }); // "Filter…" stands where its menu stood
});

// What a form in a popover asked for shows in the page.
on('htmx:before:request', event => event.detail.ctx.sourceElement.matches?.('.pop form') && event.detail.ctx.sourceElement.closest('.pop').hidePopover());

on('keydown', event => {
  const button = event.target.closest?.('[aria-haspopup=menu]');
  if (!button || !/^Arrow(Down|Up)$/.test(event.key)) return;
  event.preventDefault();
  const menu = button.popoverTargetElement;
  menu?.matches(':popover-open') ? move(items(menu), 0) : button.click();
});

on('keydown', event => {
  const menu = event.target.closest?.('[role=menu]');
  if (!menu) return;
  const all = items(menu), to = target(event, all);
  if (event.key === 'Tab') menu.hidePopover();
  if (event.key === ' ') { event.preventDefault(); event.target.click(); }
  if (to === undefined) return;
  event.preventDefault();
  move(all, to);
});

// target gives the index that a key moves to; undefined if it moves nowhere.
function target(event, all) {
  const at = all.indexOf(event.target), { key } = event;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[key];
  if (to !== undefined || key.length !== 1 || key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return to;
  typed = (event.timeStamp - typedAt < 600 ? typed : '') + key.toLowerCase();
  typedAt = event.timeStamp;
  const found = all.findIndex(item => item.textContent.trim().toLowerCase().startsWith(typed));
  return found < 0 ? undefined : found;
}
