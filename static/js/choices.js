// What a filter has to choose from is counted when it opens.
on('toggle', event => {
  if (event.newState === 'open') for (const list of $$('[hx-trigger=opened]', event.target)) htmx.trigger(list, 'opened', {}, false);
}, true);
