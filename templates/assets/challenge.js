// The calculation beside the picture (settled 20): starts by itself, needs nothing of the person, and sends nothing
// until the form is sent. For each part a counter is searched whose PBKDF2-SHA-256 is small enough; the id of the
// challenge is the password, `part.counter` the salt. Web Crypto does it outside the page's own thread. Another picture is
// another challenge, and its calculation starts anew; nothing else that was typed is lost (ux.md 1.2).
(() => {
  const box = document.querySelector('[data-challenge]');
  const picture = box.querySelector('img');
  const note = document.getElementById('work-note');
  const news = document.getElementById('new-picture');
  const form = box.closest('form');
  const fields = form.elements;
  const words = note.dataset;
  const { iterations, parts, below } = box.dataset;
  const text = new TextEncoder();
  // As many at once as keep the browser's own threads busy.
  const LANES = 4;
  let state = 'busy';
  let waiting;

  const say = (how) => {
    note.textContent = words[how];
    note.classList.toggle('done', how === 'ok');
  };

  const search = async (id, key, part) => {
    for (let from = 0; from < 1000000 && fields.challenge.value === id; from += LANES) {
      const tries = Array.from({ length: LANES }, (_, lane) => {
        const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: text.encode(`${part}.${from + lane}`), iterations: Number(iterations) };
        return crypto.subtle.deriveBits(parameters, key, 32);
      });
      const found = (await Promise.all(tries)).findIndex((bits) => new DataView(bits).getUint32(0) < Number(below));
      if (found >= 0) return from + found;
    }
    throw new Error('no counter found');
  };

  const work = async (id) => {
    const key = await crypto.subtle.importKey('raw', text.encode(id), 'PBKDF2', false, ['deriveBits']);
    const counters = [];
    for (let part = 0; part < Number(parts); part += 1) counters.push(await search(id, key, part));
    return counters.join('.');
  };

  const end = (how) => {
    state = how;
    say(how);
    if (waiting === undefined) return;
    const { submitter } = waiting;
    waiting = undefined;
    form.requestSubmit(submitter);
  };

  // Whoever is faster than the calculation waits for it, unless a code was typed.
  form.addEventListener(
    'submit',
    (event) => {
      const leaving = event.submitter && event.submitter.name === 'do' && event.submitter.value !== 'submit';
      const typed = [fields.captcha, fields.mailed].some((field) => field && field.value.trim() !== '');
      if (state !== 'busy' || leaving || typed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { submitter: event.submitter };
    },
    true,
  );

  const start = (id) => {
    fields.challenge.value = id;
    fields.work.value = '';
    state = 'busy';
    say('busy');
    // Of a challenge that is no longer on the page nobody wants to hear.
    const now = (how, answer) => {
      if (fields.challenge.value !== id) return;
      fields.work.value = answer;
      end(how);
    };
    work(id).then(
      (answer) => now('ok', answer),
      () => now('fail', ''),
    );
  };

  const another = async () => {
    const place = picture.getAttribute('src').replace(/\/[^/]*$/, '');
    const answer = await fetch(`${place}.json`);
    if (!answer.ok) throw new Error(String(answer.status));
    const { id } = await answer.json();
    picture.src = `${place}/${id}.png`;
    await picture.decode();
    return id;
  };

  const button = box.querySelector('[value=new-captcha]');
  let asking = false;
  button.addEventListener('click', (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    waiting = undefined;
    news.textContent = '';
    another().then(
      (id) => {
        asking = false;
        start(id);
        fields.captcha.value = '';
        news.textContent = news.dataset.done;
      },
      // As without script: the page comes back with another.
      () => form.requestSubmit(button),
    );
  });

  start(box.dataset.challenge);
})();
