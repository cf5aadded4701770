// What script adds to the field for a mailed code (ux.md 1.8): a pasted sentence becomes its code, and leaving the field puts
// the code in its form. While typing nothing moves. And how long it takes until another code can be sent. Sends nothing.
(() => {
  const LETTERED = /(?:^|[^\p{L}\p{N}])([A-Z]{2})[\p{Pd}\u2212]?(\d{3}) ?(\d{3})(?!\d)/u;
  const BARE = /(?:^|\D)()(\d{3})[ \p{Pd}\u2212]?(\d{3})(?!\d)/u;
  const ALONE = /^([A-Z]{2})?[\p{Pd}\u2212\s.]*(\d{3})[\p{Pd}\u2212\s]*(\d{3})$/u;
  const straight = (text) =>
    text
      .normalize('NFKC')
      .replace(/[\p{Cf}\p{Cc}]/gu, ' ')
      .trim()
      .toUpperCase();
  const clean = (found) => (found[1] ? `${found[1]}-` : '') + found[2] + found[3];

  document.querySelectorAll('[data-code]').forEach((field) => {
    field.addEventListener('paste', (event) => {
      const text = straight(event.clipboardData ? event.clipboardData.getData('text') : '');
      const found = text.match(ALONE) || text.match(LETTERED) || text.match(BARE);
      if (!found) return;
      event.preventDefault();
      field.value = clean(found);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    field.addEventListener('blur', () => {
      const found = straight(field.value).match(ALONE);
      if (found) field.value = clean(found);
    });
  });

  // Told by a length of time, not by this machine's clock: that may be wrong. An hour is not counted down in seconds.
  const LONGEST = 120;
  const next = document.getElementById('next');
  const again = document.getElementById('again');
  if (!next || !again) return;
  const end = performance.now() + Number(next.dataset.seconds) * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left <= 0) {
      next.hidden = true;
      again.textContent = again.dataset.text;
      return;
    }
    if (left <= LONGEST) next.textContent = (left === 1 ? next.dataset.one : next.dataset.other).replace('{n}', left);
    setTimeout(tick, end - performance.now() - (left - 1) * 1000);
  };
  tick();
})();
