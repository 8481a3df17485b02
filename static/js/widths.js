// Widths of columns: the edge of a header is dragged, or moved by the arrow keys; a double click or Enter puts the column back. As
// properties of the root they outlive every swap; they are kept by organization, on this device alone.
const root = document.documentElement, place = `widths:${location.pathname.split('/')[2]}`, widths = {};
const edge = event => event.target.closest?.('[data-width]');

// named tells the style sheet that the first column has a width of its own.
const named = () => root.toggleAttribute('data-named', widths[$('.c-name [data-width]')?.dataset.width] > 0);

function resize(column, width) {
  widths[column] = width > 0 ? Math.round(Math.min(640, Math.max(56, width))) : undefined;
  root.style.setProperty(`--c-${column}`, width > 0 ? `${widths[column]}px` : '');
  named();
}

// keep remembers the widths, where the browser lets us, and tells this one to who listens.
function keep(grip) {
  try { localStorage.setItem(place, JSON.stringify(widths)); } catch { }
  grip.ariaValueNow = grip.parentElement.offsetWidth;
}

try {
  for (const [column, width] of Object.entries(JSON.parse(localStorage.getItem(place)) ?? {})) resize(column, width);
} catch { }

on('pointerdown', event => {
  const grip = edge(event);
  if (!grip || event.button) return;
  event.preventDefault();
  const was = grip.parentElement.offsetWidth - event.clientX;
  grip.setPointerCapture(event.pointerId);
  grip.onpointermove = ({ clientX }) => resize(grip.dataset.width, was + clientX);
  grip.onlostpointercapture = () => {
    grip.onpointermove = grip.onlostpointercapture = null;
    keep(grip);
  };
});
const reset = grip => {
  resize(grip.dataset.width);
  keep(grip);
};
on('dblclick', event => edge(event) && reset(edge(event)));
on('keydown', event => {
  const grip = edge(event), by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
  if (!grip || !by && event.key !== 'Enter') return;
  event.preventDefault();
  if (!by) return reset(grip);
  resize(grip.dataset.width, grip.parentElement.offsetWidth + by);
  keep(grip);
});
on('focusin', event => { if (edge(event)) event.target.ariaValueNow = event.target.parentElement.offsetWidth; });

// The edges are something to use only with this script.
function arm() {
  named();
  for (const grip of $$('[data-width]')) {
    const header = grip.parentElement;
    Object.assign(grip, { role: 'separator', tabIndex: 0, ariaOrientation: 'vertical', ariaValueMin: 56, ariaValueMax: 640, ariaValueNow: header.offsetWidth });
    grip.ariaLabel = $('#f-cols ul').dataset.wide.replace('{name}', header.ariaLabel);
  }
}
arm();
on('htmx:after:swap', arm);

// What a narrow column cuts off can be read as its title.
on('pointerover', event => {
  const cell = event.target.closest?.('.listed :is(td, th)');
  if (cell && cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText.trim();
});
