// What the files after this one share. Everything here enhances: links, forms and popovers work without it.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (type, listener, capture) => document.addEventListener(type, listener, capture);

// free tells whether a key that was pressed is the page's to answer: nobody writes, and no menu or modal dialog is open.
const free = event => !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
  || event.target.closest?.('input:not([type=checkbox]), textarea, select') || $('dialog:modal, :popover-open'));
// shortcut gives the letter of such a key; none while shortcuts of a single letter are switched off.
const shortcut = event => free(event) && document.documentElement.dataset.keys !== 'off' ? event.key.toLowerCase() : '';

// words gives a sentence of the page's language, from <body data-copied="…">.
const words = name => document.body.dataset[name] ?? '';

// say has a screen reader read a sentence out. What lies outside a modal dialog isn't heard while it is open,
// so that a dialog gets a place of its own; the pause makes the same sentence be read twice.
const say = text => {
  const home = $('dialog:modal') ?? document.body;
  let live = $(':scope > [data-live]', home);
  if (!live) {
    live = Object.assign(document.createElement('div'), { className: 'sr' });
    live.setAttribute('role', 'status');
    live.setAttribute('data-live', '');
    home.append(live);
  }
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 60);
};

// icon makes an icon of the sprite that the page already uses.
const icon = name => {
  const make = tag => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const [svg, use] = [make('svg'), make('use')];
  const sprite = $('use')?.getAttribute('href').split('#')[0];
  svg.setAttribute('class', 'i');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `${sprite}#${name}`);
  svg.append(use);
  return svg;
};

// noted makes a note with a sentence, or a toast.
const noted = (name, picture, sentence) => {
  const note = document.createElement('div');
  note.className = name;
  note.append(icon(picture), Object.assign(document.createElement('p'), { textContent: sentence }));
  return note;
};
