// <button data-copy="text"> or <button data-copy="#id">, with data-ticks="#id" for a box that copying ticks.
on('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const source = button.dataset.copy.startsWith('#') ? document.getElementById(button.dataset.copy.slice(1)) : null;
  const ok = await copy(source ? source.textContent.trim() : button.dataset.copy, button);
  if (!ok && source) getSelection().selectAllChildren(source);
  say(words(ok ? 'copied' : 'copyFailed'));
  if (!ok) return;
  button.classList.add('copied');
  setTimeout(() => button.classList.remove('copied'), 1600);
  const tick = button.dataset.ticks && $(button.dataset.ticks);
  if (tick) tick.checked = true;
});

// copy reports whether the text is on the clipboard. Over plain http there is no navigator.clipboard.
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = Object.assign(document.createElement('textarea'), { value: text, className: 'sr', readOnly: true });
    (button.closest('dialog') ?? document.body).append(box);
    box.select();
    try { return document.execCommand('copy'); } catch { return false; } finally { box.remove(); button.focus(); }
  }
}
