// The menu of all rows is filled for the row whose ⋮ was opened: an item leads to the row's address with its data-path
// behind, and sends a form there if it has hx-post; it is there if the data-can of the ⋮ has its data-needs. Without
// scripts a ⋮ is a link to what the row shows.
let menu; // of the page that is shown
let owner; // the ⋮ whose menu it is
let again; // it was pressed while its menu stands open: that closes it

const opened = () => menu?.matches(':popover-open');

function dress() {
  menu = $('#m-row');
  for (const link of $$('.kebab')) Object.assign(link, { role: 'button', ariaHasPopup: 'menu', ariaExpanded: link === owner && opened() });
}

function fill({ pathname, ariaLabel, dataset }) {
  const can = (dataset.can ?? '').split(' ');
  menu.ariaLabel = ariaLabel;
  for (const item of $$('[data-path]', menu)) {
    item.href = pathname + item.dataset.path;
    for (const way of ['hx-get', 'hx-post']) if (item.hasAttribute(way)) item.setAttribute(way, item.pathname);
  }
  for (const part of $$('[data-needs]', menu)) part.hidden = !can.includes(part.dataset.needs);
}

on('pointerdown', event => { again = opened() && event.target.closest('.kebab') === owner; }, true);
on('click', event => {
  const link = event.target.closest('.kebab');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (again && event.detail) return;
  if (!link.closest('tr').contains(document.activeElement)) link.focus(); // where the focus comes back to
  if (owner) owner.ariaExpanded = false;
  owner = link;
  fill(link);
  menu.showPopover({ source: link });
});
on('keydown', event => {
  if (event.key !== ' ' || !event.target.matches?.('.kebab')) return;
  event.preventDefault();
  event.target.click();
});
on('toggle', event => { if (event.target === menu) owner.ariaExpanded = opened(); }, true);
on('htmx:after:swap', () => {
  if (owner && !owner.isConnected && opened()) menu.hidePopover();
  dress();
});
dress();
