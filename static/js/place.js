// Who comes back to the table from another page finds it where they left it.
const here = () => location.pathname + location.search;
addEventListener('pagehide', () => {
  sessionStorage.place = JSON.stringify([here(), $('.scroll')?.scrollTop, document.activeElement.id]);
});
if (performance.getEntriesByType('navigation')[0]?.type === 'back_forward') {
  const [address, top, id] = JSON.parse(sessionStorage.place ?? '[]');
  if (address === here()) {
    $('.scroll')?.scrollTo(0, top);
    if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
  }
}
