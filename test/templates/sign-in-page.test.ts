import { describe, expect, test } from '@jest/globals';
import { tags } from './html.ts';
import { views } from './kit.ts';
import { sampleFrame } from './samples/frames.ts';
import { samples } from './samples.ts';

describe('The sign-in page', () => {
  const signIn = (state: string) =>
    views.page('sign-in/password', samples['sign-in/password'][state] ?? samples['sign-in/password'].plain, sampleFrame('nl'));
  const field = (html: string, id: string) => tags(html, 'input').find((input) => input['id'] === id);
  const typing = { autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false', required: true };

  test('has a user name field exactly as browsers and password managers want it (ux.md 1.1, checklist 18)', () => {
    expect(field(signIn('plain'), 'username')).toMatchObject({
      name: 'username',
      type: 'text',
      autocomplete: 'username',
      enterkeyhint: 'next',
      autofocus: true,
      ...typing,
    });
  });

  test('has a password field exactly as browsers and password managers want it (ux.md 1.1, checklist 18)', () => {
    expect(field(signIn('plain'), 'password')).toMatchObject({
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      enterkeyhint: 'go',
      ...typing,
    });
  });

  test('keeps the user name after a failure, never the password, and leaves the focus to the summary (ux.md checklist 16, 17)', () => {
    const html = signIn('refused');
    expect(field(html, 'username')).toMatchObject({ value: 'J.deBoer' });
    expect(field(html, 'username')).not.toHaveProperty('autofocus');
    expect(field(html, 'password')).not.toHaveProperty('value');
  });

  test('blames both fields for a wrong combination, never one (ux.md 1.1)', () => {
    const html = signIn('refused');
    for (const id of ['username', 'password']) {
      expect(field(html, id)).toMatchObject({ 'aria-invalid': 'true', 'aria-describedby': expect.stringContaining('username-error') });
    }
  });

  test('says that the user name was repaired, at the field (R3.9)', () => {
    expect(field(signIn('refused'), 'username')?.['aria-describedby']).toContain('username-repaired');
    expect(signIn('plain')).not.toContain('username-repaired');
  });

  test('goes from field to field in the order of ux.md checklist 7, the button of single sign-on after the links', () => {
    const html = signIn('with single sign-on');
    const order = [...html.matchAll(/<(?:a|button|input)(?= |>)[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !tag.includes('type="hidden"'));
    const names = order.map((tag) => / (?:id|hreflang|class|href)="([^"]*)"/.exec(tag)?.[1]);
    const expected = ['skip', '?lang&#x3D;nl', '?lang&#x3D;en'];
    expect(names.slice(0, 3)).toEqual(expected);
    const rest = names.slice(names.indexOf('username'));
    expect(rest.slice(0, 6)).toEqual([
      'username',
      'password',
      'eye',
      'button full',
      '/voorbeeld/forgot-password',
      '/voorbeeld/forgot-username',
    ]);
    expect(rest.slice(6, 9)).toEqual(['button two full', '/', '/voorbeeld/help']);
  });

  test('has an eye that script uncovers, named by the word on it (R19.1, WCAG 2.2 2.5.3)', () => {
    for (const language of ['nl', 'en'] as const) {
      const html = views.page('sign-in/password', samples['sign-in/password'].plain, sampleFrame(language));
      const eye = tags(html, 'button').find((button) => button['class'] === 'eye') ?? {};
      expect(eye).toMatchObject({ type: 'button', hidden: true, 'aria-controls': 'password' });
      expect(String(eye['data-show']).toLowerCase()).toContain(String(eye['data-show-word']).toLowerCase());
      expect(String(eye['data-hide']).toLowerCase()).toContain(String(eye['data-hide-word']).toLowerCase());
    }
  });

  test('is the same page for everybody before a failure, and offers to cancel only where there is somewhere to go back to', () => {
    expect(signIn('plain')).not.toContain('value="cancel"');
    expect(tags(signIn('for an app'), 'button').find((button) => button['value'] === 'cancel')).toMatchObject({
      name: 'do',
      formnovalidate: true,
    });
  });

  test('tells browsers that are too old about it, with the address to open elsewhere (R15.2)', () => {
    expect(signIn('plain')).toContain('<div class="note warn old">');
    expect(signIn('plain')).toContain('<strong class="whole">https://login.example/voorbeeld</strong>');
    expect(signIn('needing a newer browser')).toContain('<div class="note warn baseline-2024">');
    expect(signIn('needing a newer browser')).toContain('Je browser is te oud voor Toetsomgeving');
  });
});
