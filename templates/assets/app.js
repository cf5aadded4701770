// What script adds to pages that work without it (ux.md G2): focus on errors, the eye, hints while typing, one submit
// at a time. Writes text and attributes only, never markup. Sends nothing by itself but the form of `data-auto`.
(() => {
  const one = (id) => document.getElementById(id);
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const restored = (act) => addEventListener('pageshow', (event) => event.persisted && act());
  const store = {
    take(key) {
      try {
        const value = sessionStorage.getItem(key);
        sessionStorage.removeItem(key);
        return value;
      } catch {
        return null; // Storage can be switched off.
      }
    },
    keep(key, value) {
      try {
        sessionStorage.setItem(key, value);
      } catch {}
    },
  };

  // Errors are read first; their links put focus in the field itself.
  const errors = one('err');
  if (errors) {
    errors.focus();
    errors.addEventListener('click', (event) => {
      const field = event.target.hash && one(event.target.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      field.scrollIntoView({ block: 'center' });
      field.focus();
    });
  }

  // An address may name the field that comes next.
  const next = !errors && location.hash && one(location.hash.slice(1));
  if (next?.form) next.focus();

  each('[data-script]', (item) => {
    item.hidden = false;
  });

  // The eye (ux.md 1.1a). Typed text is a password again on submit, or browsers would remember it as ordinary text.
  each('.eye', (button) => {
    const field = one(button.getAttribute('aria-controls'));
    const words = button.dataset;
    const status = button.previousElementSibling;
    const show = (shown) => {
      field.type = shown ? 'text' : 'password';
      button.classList.toggle('on', shown);
      button.setAttribute('aria-label', shown ? words.hide : words.show);
      button.querySelector('span').textContent = shown ? words.hideWord : words.showWord;
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      show(field.type === 'password');
      status.textContent = field.type === 'password' ? words.hidden : words.shown;
    });
    field.form.addEventListener('submit', () => show(false));
    restored(() => show(false));
  });

  // Caps Lock and blanks (ux.md 1.1b): only of what is typed, so nothing is said about accounts.
  const hidden = /\s|\p{Default_Ignorable_Code_Point}|\p{Cc}/u;
  const odd = (field) =>
    field.id === 'username'
      ? hidden.test(field.value.trim())
      : field.value !== '' && (hidden.test(field.value[0]) || hidden.test(field.value.slice(-1)));
  let pressing = false;
  addEventListener('pointerdown', () => {
    pressing = true;
  });
  for (const end of ['pointerup', 'pointercancel']) {
    addEventListener(end, () => {
      pressing = false;
    });
  }
  each('[data-note]', (field) => {
    const note = one(field.dataset.note);
    let caps = false;
    let blank = false;
    const say = () => {
      const text = [caps && note.dataset.caps, blank && note.dataset.space].filter(Boolean).join(' ');
      if (note.textContent !== text) note.textContent = text;
    };
    const key = (event) => {
      // Autofill sends key events without this method.
      if (event.getModifierState) caps = event.getModifierState('CapsLock');
      say();
    };
    field.addEventListener('keydown', key);
    field.addEventListener('keyup', key);
    field.addEventListener('input', (event) => {
      // While a sentence is typed it often ends with a blank: said when pasted or when leaving the field.
      blank = odd(field) && (blank || event.inputType === 'insertFromPaste');
      say();
    });
    field.addEventListener('blur', () => {
      caps = false;
      blank = odd(field);
      // A hint that appears moves what stands below it: not from under a button that is being pressed.
      if (pressing) addEventListener('pointerup', () => setTimeout(say), { once: true });
      else say();
    });
  });

  // What is typed survives a change of language, in this tab only and never in an address (ux.md G10).
  each('[data-keep]', (field) => {
    const kept = store.take(`typed:${location.pathname}:${field.id}`);
    if (kept !== null) field.value = kept;
    each('.lang a', (link) => link.addEventListener('click', () => store.keep(`typed:${location.pathname}:${field.id}`, field.value)));
  });

  // Signs to be taken elsewhere are copied as they stand; without script they are selected by one press (ux.md 1.9).
  each('[data-copied]', (button) => {
    const signs = one(button.dataset.copy);
    const status = button.nextElementSibling;
    const tell = (word, seen) => {
      status.className = seen ? 'live' : 'vh';
      status.textContent = word;
    };
    button.addEventListener('click', async () => {
      try {
        const rows = [...signs.querySelectorAll('li')];
        await navigator.clipboard.writeText(rows.map((row) => row.textContent).join('\n') || signs.textContent);
        tell(button.dataset.copied, false);
      } catch {
        // The browser has no clipboard or does not let us: what is left to do is the person's, and is said to who sees too.
        getSelection().selectAllChildren(signs);
        tell(button.dataset.refused, true);
      }
    });
  });

  each('[data-print]', (button) => button.addEventListener('click', () => print()));

  // Old bookmarks say after the # what was meant. Browsers carry that along to here; a new bookmark is kept free of it (R12.2 f).
  const meant = location.hash.slice(1).toLowerCase();
  each('[data-meant]', (place) => {
    if (!place.dataset.meant.split(' ').includes(meant)) return;
    if (place.href) location.replace(place.href);
    else history.replaceState(null, '', location.pathname + location.search);
  });

  // Were the two fields swapped? (R3.10) Told on shape alone, after a failure; only yes or no is remembered.
  const password = one('password');
  const swapped = store.take('swapped') && one('swapped');
  if (swapped) swapped.hidden = false;
  if (password) {
    password.form.addEventListener('submit', () => {
      if (password.value.includes('@') && !one('username').value.includes('@')) store.keep('swapped', 'yes');
    });
  }

  // One submit at a time; a second within eight seconds is ignored. After two, a word that it takes a moment (ux.md G8).
  each('form', (form) => {
    let since;
    const wait = one('wait');
    form.addEventListener('submit', (event) => {
      if (since !== undefined && performance.now() - since < 8000) return event.preventDefault();
      since = performance.now();
      setTimeout(() => {
        if (since !== undefined) wait.textContent = wait.dataset.text;
      }, 2000);
    });
    restored(() => {
      // Back to a page whose form was sent: the server knows what has become of it (R12.2 h).
      if (since !== undefined) location.reload();
      since = undefined;
      wait.textContent = '';
    });
    // The prototype's own: a field of the form may be called "submit".
    if (form.hasAttribute('data-auto')) HTMLFormElement.prototype.submit.call(form);
  });
})();
