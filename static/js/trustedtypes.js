// htmx parses answers through this policy: "trusted-types htmx" in the page's policy names it. It makes
// HTML only: a script in an answer is refused.
window.htmx?.registerExtension('trusted-types', {
  init: api => {
    if (window.trustedTypes) api.initSecurity(trustedTypes.createPolicy('htmx', { createHTML: html => html }));
  },
});

// Without a pause between putting an answer in and settling it, the next step of a dialog opens in the
// same frame that takes the last one away.
if (window.htmx) htmx.config.defaultSettleDelay = 0;
