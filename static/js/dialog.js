// Dialogs: the server swaps in a closed <dialog data-modal> or <dialog data-panel>; this opens it, remembers
// who asked, and gives the focus back. What is closed leaves the document.
const openers = {}; // by kind: the id of the element that focus goes back to, or the element
const shown = {}; // by kind: the dialog on the screen
let entered = []; // opened by the swap that is going on; focus enters them at its end

const kind = dialog => dialog.hasAttribute('data-panel') ? 'panel' : 'modal';

function open(dialog) {
  const which = kind(dialog), from = document.activeElement;
  if (from && from !== document.body && !from.closest('dialog[data-modal], .menu')) openers[which] = from.id || from;
  if (shown[which]) dialog.setAttribute('data-next', ''); // takes the place of another: no entry
  shown[which] = dialog;
  which === 'panel' ? dialog.show() : dialog.showModal();
  entered.push(dialog);
}

const openAll = () => $$('dialog:is([data-modal], [data-panel]):not([open])').forEach(open);

function enter() {
  for (const dialog of entered) ($('.note.bad', dialog) ?? $('[autofocus]', dialog) ?? $('h2[tabindex]', dialog))?.focus();
  entered = [];
}

function giveBack(which) {
  const place = name => typeof openers[name] === 'string' ? document.getElementById(openers[name]) : openers[name];
  const to = [place(which), $('[data-panel] h2'), place('panel'), $('#main')].find(element => element?.isConnected);
  delete openers[which];
  delete shown[which];
  to?.focus();
}

on('htmx:before:settle', openAll); // before the browser paints
on('htmx:after:swap', () => {
  openAll();
  enter();
  for (const which of ['modal', 'panel']) if (shown[which] && !shown[which].isConnected) giveBack(which); // answered with nothing
});
on('close', event => {
  if (event.target.tagName !== 'DIALOG') return;
  if (shown[kind(event.target)] === event.target) giveBack(kind(event.target));
  event.target.remove();
}, true);
on('click', event => {
  const dialog = event.target.closest('[data-close]')?.closest('dialog');
  if (!dialog) return; // on a page of its own, Cancel is a link
  event.preventDefault();
  dialog.close();
});
on('keydown', event => {
  if (event.key !== 'Escape' || $('dialog:modal') || $(':popover-open')) return;
  const panel = $('dialog[open][data-panel]');
  if (panel) { event.preventDefault(); panel.close(); }
});
openAll();
enter();
