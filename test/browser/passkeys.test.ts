import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { saveRecoveryCode } from '../kit/passkeys.ts';
import { plugIn, type VirtualAuthenticator } from '../kit/virtual-authenticator.ts';
import { DOORS, type Door, openStreet, type Street } from './front-door.ts';
import { fillIn } from './places.ts';

const WORDS = {
  nl: {
    stopped: 'Dat is niet gelukt, of je hebt het afgebroken.',
    refused: 'Met deze passkey kun je hier niet inloggen.',
    in: 'Inloggen met een passkey',
    remove: 'Verwijderen',
    question: 'Je kunt dan niet meer inloggen met deze passkey.',
    removed: 'Je passkey is verwijderd.',
  },
  en: {
    stopped: 'That did not work, or you stopped it.',
    refused: 'You cannot sign in here with this passkey.',
    in: 'Sign in with a passkey',
    remove: 'Remove',
    question: 'You cannot sign in with this passkey any more.',
    removed: 'Your passkey has been removed.',
  },
} as const;

let browser: Browser;
let street: Street;

beforeAll(async () => {
  street = await openStreet();
  for (const { portal } of DOORS) await setOrganisation(street.world.app.installation.acting, portal, { policy: { twoStep: 'optional' } });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await street.close();
});

const passkeysOf = async (portal: string, username: string) => {
  const { organisations, accounts, passkeys } = street.world.app.installation.store.ports;
  const organisation = await organisations.byPortal(portal);
  const account = organisation && (await accounts.byUsername(organisation.id, username));
  return { accountId: account?.id ?? '', kept: await passkeys.ofAccount(account?.id ?? '') };
};

/** Signs in by password and adds a passkey on the page of the account. */
async function addPasskey(page: Page, authenticator: VirtualAuthenticator, door: Door, username: string): Promise<void> {
  await street.toSheet(page, door);
  await street.signIn(page, username);
  await authenticator.behave({ verifies: true });
  await street.go(page, `/${door.portal}/account/passkeys/add`);
  await page.fill('#name', 'Laptop');
  await Promise.all([page.waitForURL(`**/${door.portal}/account/two-step`), page.click('#passkey')]);
  await saveRecoveryCode(street.world, (await passkeysOf(door.portal, username.toLowerCase())).accountId);
  await authenticator.behave({ verifies: true, touches: false });
  await page.context().clearCookies();
}

/** Takes the only passkey away on the page of the account. */
async function removePasskey(page: Page, { portal, language }: Door): Promise<void> {
  const { remove, question, removed } = WORDS[language];
  await street.go(page, `/${portal}/account/two-step`);
  await Promise.all([page.waitForURL(/\/two-step\/remove\?/), page.getByRole('link', { name: remove, exact: true }).click()]);
  expect(await page.textContent('main')).toContain(question);
  await Promise.all([page.waitForURL(`**/${portal}/account/two-step`), page.getByRole('button', { name: remove, exact: true }).click()]);
  expect(await page.textContent('main')).toContain(removed);
}

async function acrShown(page: Page): Promise<(string | null)[]> {
  return Promise.all(['acr', 'amr'].map((id) => page.textContent(`#${id}`)));
}

describe.each(DOORS)('R14 in $language, in a browser with an authenticator of its own,', (door) => {
  const words = WORDS[door.language];

  test('a passkey is added in the account, signs in by the button, and by the list under the user name; taken away, it no longer does', async () => {
    const { context, page } = await visit(browser, { language: door.language });
    page.setDefaultTimeout(10_000);
    const authenticator = await plugIn(page);
    await addPasskey(page, authenticator, door, 'Anna');
    const { accountId, kept } = await passkeysOf(door.portal, 'anna');
    expect(kept.map(({ id, name }) => [id, name])).toEqual([[(await authenticator.passkeys())[0], 'Laptop']]);

    await street.toSheet(page, door);
    expect(await page.textContent('#passkey')).toBe(words.in);
    // Nobody touches it before the button is pressed: the sheet offers passkeys, and asks for none.
    await authenticator.behave({ verifies: true });
    await page.click('#passkey');
    expect(await street.atTheApp(page)).toBe('Anna Jansen');
    expect(await acrShown(page)).toEqual(['phr', 'hwk user mfa']);

    // What the person chooses in the list is all there is to do.
    await context.clearCookies();
    await page.goto(`${street.world.url}/${door.portal}`);
    expect(await street.atTheApp(page)).toBe('Anna Jansen');

    await authenticator.behave({ verifies: true, touches: false });
    await removePasskey(page, door);
    expect(await street.world.app.installation.store.ports.passkeys.ofAccount(accountId)).toEqual([]);
    await context.clearCookies();
    await street.toSheet(page, door);
    await authenticator.behave({ verifies: true });
    await Promise.all([page.waitForSelector('#err'), page.click('#passkey')]);
    expect(await page.textContent('#err')).toContain(words.refused);
    await context.close();
  });

  test('a passkey is the second step after the password, for who is verified and nobody else', async () => {
    const { context, page } = await visit(browser, { language: door.language });
    page.setDefaultTimeout(10_000);
    const authenticator = await plugIn(page);
    await addPasskey(page, authenticator, door, 'Piet');
    await street.toSheet(page, door);
    await fillIn(page, 'Piet');
    expect(page.url()).toMatch(/\/passkey$/);
    await authenticator.behave({ verifies: false });
    await page.click('#passkey');
    await page.waitForFunction(() => document.querySelector('#passkey-note')?.textContent !== '');
    expect(await page.textContent('#passkey-note')).toContain(words.stopped);
    await authenticator.behave({ verifies: true });
    await page.click('#passkey');
    expect(await street.atTheApp(page)).toBe('Piet Jansen');
    expect(await acrShown(page)).toEqual(['phr', 'pwd hwk user mfa']);
    await context.close();
  });
});
