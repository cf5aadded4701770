// Passkeys (WebAuthn level 3): asks the browser with what stands at the form, and sends its answer with the form. On the
// sheet passkeys are also offered in the list under the user name (conditional mediation), until another way is taken.
(() => {
  const form = document.querySelector('[data-passkey]');
  const { PublicKeyCredential } = globalThis;
  const able = Boolean(PublicKeyCredential && navigator.credentials);
  // What the style sheet has made room for is shown, or goes: nothing moves where the browser can (ux.md 2.5).
  form.classList.add(able ? 'able' : 'unable');
  for (const item of document.querySelectorAll('.no-passkey')) item.classList.add(able ? 'gone' : 'shown');
  if (!able) return;
  const button = document.getElementById('passkey');
  const note = document.getElementById('passkey-note');
  const words = note.dataset;
  const { kind, site, known, owner, username, name, org } = form.dataset;
  // A challenge is taken for five minutes: one of four is exchanged first.
  const FRESH = 240000;
  let challenge = form.dataset.passkey;
  let since = Date.now();

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '');
  const keys = () => JSON.parse(known).map(({ id, transports }) => ({ type: 'public-key', id: bytes(id), transports }));
  const common = () => ({ challenge: bytes(challenge), timeout: 300000 });

  const use = (more) =>
    navigator.credentials.get({
      ...more,
      publicKey: { ...common(), rpId: site, allowCredentials: keys(), userVerification: 'required' },
    });
  const make = () =>
    navigator.credentials.create({
      publicKey: {
        ...common(),
        rp: { id: site, name: org },
        user: { id: new TextEncoder().encode(owner), name: username, displayName: name },
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: keys(),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
      },
    });

  const send = ({ id, type, response }) => {
    const parts = ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle', 'attestationObject'].filter((part) => response[part]);
    const told = Object.fromEntries(parts.map((part) => [part, text(response[part])]));
    if (response.getTransports) told.transports = response.getTransports();
    form.elements.answer.value = JSON.stringify({ id, rawId: id, type, response: told });
    form.requestSubmit();
  };

  // The page itself has a new one: nothing is kept of those that are not answered.
  const renew = async () => {
    const page = await (await fetch(location.href)).text();
    const found = /data-passkey="([\w-]+)"/.exec(page);
    if (!found) throw new Error('the page has moved on');
    challenge = found[1];
    since = Date.now();
  };

  let offered;
  let timer;
  const withdraw = () => {
    clearTimeout(timer);
    if (offered) offered.abort();
    offered = undefined;
  };
  const offer = async () => {
    withdraw();
    offered = new AbortController();
    const { signal } = offered;
    try {
      if (Date.now() - since > FRESH) await renew();
      timer = setTimeout(offer, FRESH);
      const answer = await use({ mediation: 'conditional', signal });
      if (!signal.aborted) send(answer);
    } catch {
      // Withdrawn, or not to be had: there is the button, and the password.
    }
  };
  const offerIfAble = async () => {
    // After a refusal only when the person asks for it: else a browser that chooses by itself would go round.
    const refused = document.getElementById('passkey-error');
    const asked = kind === 'sheet' && !refused && PublicKeyCredential.isConditionalMediationAvailable;
    if (asked && (await PublicKeyCredential.isConditionalMediationAvailable())) offer();
  };

  button.addEventListener('click', async () => {
    withdraw();
    note.textContent = '';
    try {
      if (Date.now() - since > FRESH) await renew();
      send(await (kind === 'make' ? make() : use()));
    } catch (error) {
      note.textContent = (error.name === 'InvalidStateError' && words.there) || words.stopped;
      offerIfAble();
    }
  });
  offerIfAble();
})();
