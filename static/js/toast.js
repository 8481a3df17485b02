// A toast leaves when its animation ends; the server swaps them into #toasts.
on('animationend', event => { if (event.target.matches('.toast')) event.target.remove(); });
