// What script adds after a request for mail: the time until it can be sent again runs down (ux.md 1.7), and the words to
// search for can be copied (R9.6). The button works at any time; the server says if it is too soon.
(() => {
  const one = (id) => document.getElementById(id);

  // Counted down only where seconds are what is waited for; the clock of this machine may be wrong, so it is asked for lengths only.
  const wait = one('again-wait');
  const { seconds, one: single, other } = wait?.dataset ?? {};
  if (wait && seconds < 120) {
    const until = Date.now() + seconds * 1000;
    const tell = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      if (left > 0) {
        wait.textContent = left === 1 ? single : other.replace('0', left);
        return setTimeout(tell, 1000);
      }
      // Read out once; the seconds are not.
      const now = one('again-now');
      now.textContent = now.dataset.text;
      wait.textContent = now.dataset.text;
    };
    tell();
  }

  const copied = one('copied');
  document.querySelectorAll('[data-copy]').forEach((button) => {
    if (!navigator.clipboard) return; // Only where the address is safe, and not in old browsers.
    const word = button.textContent;
    button.classList.add('on');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return; // The browser does not allow it: the words can be selected.
      }
      copied.textContent = copied.dataset.done;
      button.textContent = copied.dataset.done;
      setTimeout(() => {
        copied.textContent = '';
        button.textContent = word;
      }, 4000);
    });
  });
})();
