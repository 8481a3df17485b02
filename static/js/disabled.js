// What is aria-disabled stays in reach of the keyboard, and does nothing.
on('click', event => {
  if (!event.target.closest('[aria-disabled=true]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
