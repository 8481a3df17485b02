// Columns…: its rows go up and down by their buttons, or are dragged by their handles; the order of the ticks is what is
// sent. What wasn't applied is forgotten when the form closes.
const list = li => [...li.parentElement.children];

// step moves a row past its neighbour. The neighbour is what is moved, so that the row keeps the focus and the pointer.
function step(li, up) {
  const other = li[up ? 'previousElementSibling' : 'nextElementSibling'];
  if (other) li[up ? 'after' : 'before'](other);
  li.scrollIntoView({ block: 'nearest' });
}

function tell(li) {
  const all = list(li);
  say(li.parentElement.dataset.moved.replace('{n}', all.indexOf(li) + 2).replace('{all}', all.length + 1));
}

on('click', event => {
  const button = event.target.closest('[name=move]'), hide = event.target.closest('[data-hide]');
  if (hide) { // its header leaves
    $('#b-cols').focus();
    say($('#f-cols ul').dataset.hidden.replace('{name}', $(`#col-${hide.dataset.hide} label`).textContent.trim()));
  }
  if (!button) return;
  event.preventDefault();
  step(button.parentElement, button.value.startsWith('up'));
  tell(button.parentElement);
});

on('pointerdown', event => {
  const li = event.target.closest('[data-handle]')?.parentElement, all = li?.parentElement;
  if (!li || event.button) return;
  event.preventDefault();
  li.classList.add('dragged');
  all.setPointerCapture(event.pointerId);
  all.onpointermove = ({ clientY }) => {
    const over = list(li).findIndex(other => clientY < other.getBoundingClientRect().bottom);
    for (let by = (over < 0 ? Infinity : over) - list(li).indexOf(li); by && li[by < 0 ? 'previousElementSibling' : 'nextElementSibling']; by -= Math.sign(by)) step(li, by < 0);
  };
  all.onlostpointercapture = () => {
    all.onpointermove = all.onlostpointercapture = null;
    li.classList.remove('dragged');
    tell(li);
  };
});

on('toggle', ({ target, newState }) => {
  if (target.id !== 'f-cols' || newState === 'open') return;
  $('form', target).reset();
  $('ul', target).append(...$$('li', target).sort((a, b) => a.dataset.at - b.dataset.at));
}, true);
on('htmx:before:request', event => {
  const form = event.detail.ctx.sourceElement.closest?.('#f-cols');
  if (!form) return;
  form.hidePopover();
  $('#b-cols').focus();
});
