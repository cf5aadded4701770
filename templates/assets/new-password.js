// What script adds where a new password is chosen: which rules are met, and how strong it is (ux.md 1.6). Advice only:
// what counts is checked by the server. Nothing that is typed leaves the page.
(() => {
  const one = (id) => document.getElementById(id);
  const field = one('new-password');
  const rules = document.querySelector('.rules');
  const strength = one('strength');
  if (!field || !rules || !strength) return;

  /** As the server folds it, near enough: no case, no width, no blanks. */
  const folded = (text) => text.normalize('NFKC').toLowerCase().replace(/\s/g, '');
  const items = [...rules.querySelectorAll('li')];
  const met = (item, text) =>
    item.dataset.least
      ? [...text].length >= item.dataset.least
      : text !== '' && !item.dataset.words.split(' ').some((word) => word && folded(text).includes(word));

  // Words and rows of keys that people begin with, each worth two signs wherever it stands.
  const usual = new RegExp(
    `password|wachtwoord|welkom|welcome|geheim|secret|qwerty|azerty|asdfgh|zxcvbn|qazwsx|letmein|iloveyou|admin|login|master|dragon|monkey|
    |football|voetbal|princess|sunshine|shadow|superman|batman|pokemon|computer|internet|hello|hallo|liefde|schatje|oranje|ajax|feyenoord|
    |nederland|amsterdam|rotterdam|holland|michael|jennifer|thomas|jordan|daniel|robert|andrew|charlie|zomer|winter|herfst|lente|summer|
    |spring|autumn|januari|februari|maart|april|juni|juli|augustus|september|oktober|november|december|january|february|march|august|
    |october|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|test|
    |(?:19|20)\\d\\d`.replace(/\|\s+/g, ''),
    'g',
  );
  /** Signs that are worth something: no words, no repeats, no rows such as 123 or cba. */
  const worth = (text) => {
    const signs = [...folded(text).replace(usual, '\u0000\u0001')].map((sign) => sign.codePointAt(0));
    return signs.reduce((sum, sign, at) => {
      const step = sign - signs[at - 1];
      const row = step === signs[at - 1] - signs[at - 2] && Math.abs(step) < 2;
      return sum + (row ? 0.2 : signs.indexOf(sign) < at ? 0.7 : 1);
    }, 0);
  };
  const kinds = (text) => [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(text)).length;
  const level = (text) => {
    const bits = worth(text) * (2.6 + 0.45 * kinds(text));
    return text === '' ? 0 : bits < 28 ? 1 : bits < 42 ? 2 : bits < 60 ? 3 : 4;
  };

  const show = () => {
    const text = field.value;
    let done = 0;
    for (const item of items) {
      const ok = met(item, text);
      done += ok;
      item.toggleAttribute('data-ok', ok);
      item.firstElementChild.textContent = ok ? rules.dataset.done : rules.dataset.todo;
    }
    const now = level(text);
    strength.classList.toggle('on', now > 0);
    strength.firstElementChild.value = now;
    strength.lastElementChild.textContent = now ? strength.dataset.text.replace('{word}', strength.dataset[now]) : '';
    return done;
  };

  // Said once in a pause, not at every key.
  const live = one(rules.dataset.live);
  let pause;
  field.addEventListener('input', () => {
    const done = show();
    clearTimeout(pause);
    pause = setTimeout(() => {
      live.textContent = live.dataset.text.replace('{n}', done).replace('{total}', items.length);
    }, 900);
  });
  show();
})();
