// While a key's information is open the address names it: key=<id>. Opening makes an entry of the history, so that Back
// closes; another key takes its place. Between entries that differ in nothing else the table stays as it is.
const panel = () => $('dialog[data-panel][open]');
const shown = () => panel()?.dataset.row.slice(4) ?? '';
const named = () => new URLSearchParams(location.search).get('key') ?? '';
const withKey = (key, address = location.pathname + location.search) => {
  const [path, query = ''] = address.split('?');
  const parts = query.split('&').filter(part => part && !part.startsWith('key='));
  if (key) parts.push(`key=${key}`);
  return parts.length ? `${path}?${parts.join('&')}` : path;
};
let table = withKey(''); // the one on the screen
let moving = false; // the history moves, or what its entry names is on its way

// tell has the address say what is open.
function tell() {
  const key = shown(), was = named(), { state } = history;
  if (moving || key === was) return;
  if (key && !was) {
    history.replaceState(state, '', withKey('')); // without a #fragment, which would get the focus on the way back
    history.pushState({ htmx: true, panel: true }, '', withKey(key));
  } else if (key || !state?.panel) history.replaceState({ ...state, htmx: true }, '', withKey(key));
  else {
    moving = true;
    history.back();
  }
}

// follow opens or closes what the address says.
async function follow() {
  const key = named();
  try {
    if (!key) panel()?.close();
    else if (key !== shown()) await htmx.ajax('GET', `${location.pathname}/${key}`, { source: '#panel', target: '#panel' });
  } finally {
    moving = false;
    tell();
  }
}

on('htmx:before:history:restore', event => {
  const same = table === withKey('');
  if (same) event.preventDefault();
  table = withKey('');
  moving = true;
  follow();
});
// Another order or page is pushed as the server's links say it: without what is open.
on('htmx:before:history:update', event => { event.detail.history.path = withKey(shown(), event.detail.history.path); });
on('htmx:after:history:update', () => { table = withKey(''); });
on('htmx:after:swap', tell);
on('close', tell, true);
// By itself Chromium takes the focus away where the history moves.
window.navigation?.addEventListener('navigate', event => {
  if (event.navigationType === 'traverse' && event.canIntercept) event.intercept({ focusReset: 'manual' });
});
// The server opens the key of an address by itself; of another list, what is named is fetched.
if (!shown() && named() && !location.pathname.endsWith('/keys')) {
  moving = true;
  follow();
} else if (shown() !== named()) history.replaceState(history.state, '', withKey(shown()));
