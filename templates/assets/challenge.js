// The calculation beside the picture (settled 20): starts by itself, needs nothing of the person, and sends nothing
// until the form is sent. For each part a counter is searched whose PBKDF2-SHA-256 is small enough; the id of the
// challenge is the password, `part.counter` the salt. Web Crypto does it outside the page's own thread.
(() => {
  const box = document.querySelector('[data-challenge]');
  const note = document.getElementById('work-note');
  const form = box.closest('form');
  const words = note.dataset;
  const { challenge, iterations, parts, below } = box.dataset;
  const text = new TextEncoder();
  // As many at once as keep the browser's own threads busy.
  const LANES = 4;
  let state = 'busy';
  let waiting;

  const say = (word) => {
    note.textContent = word;
  };

  const search = async (key, part) => {
    for (let from = 0; from < 1000000; from += LANES) {
      const tries = Array.from({ length: LANES }, (_, lane) => {
        const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: text.encode(`${part}.${from + lane}`), iterations: Number(iterations) };
        return crypto.subtle.deriveBits(parameters, key, 32);
      });
      const found = (await Promise.all(tries)).findIndex((bits) => new DataView(bits).getUint32(0) < Number(below));
      if (found >= 0) return from + found;
    }
    throw new Error('no counter found');
  };

  const work = async () => {
    const key = await crypto.subtle.importKey('raw', text.encode(challenge), 'PBKDF2', false, ['deriveBits']);
    const counters = [];
    for (let part = 0; part < Number(parts); part += 1) counters.push(await search(key, part));
    return counters.join('.');
  };

  const end = (how) => {
    state = how;
    say(words[how]);
    if (waiting === undefined) return;
    const { submitter } = waiting;
    waiting = undefined;
    form.requestSubmit(submitter);
  };

  // Whoever is faster than the calculation waits for it, unless the code of the picture was typed.
  form.addEventListener(
    'submit',
    (event) => {
      const leaving = event.submitter && event.submitter.name === 'do';
      if (state !== 'busy' || leaving || form.elements.captcha.value.trim() !== '') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { submitter: event.submitter };
    },
    true,
  );

  say(words.busy);
  work().then(
    (answer) => {
      form.elements.work.value = answer;
      end('ok');
    },
    () => end('fail'),
  );
})();
