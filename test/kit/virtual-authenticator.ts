// Chromium's own authenticator for tests: it holds real passkeys, and verifies its owner or fails to.
import type { CDPSession, Page } from 'playwright-core';

/** An authenticator of one page's browser. */
export interface VirtualAuthenticator {
  /** Ids of the passkeys on it, base64url. */
  passkeys(): Promise<string[]>;
  /** Whether its owner shows finger, face or PIN, and whether anybody touches it at all. */
  behave(how: { readonly verifies: boolean; readonly touches?: boolean }): Promise<void>;
  remove(): Promise<void>;
}

/** Plugs one in, as built into the device; nobody touches it until it is told so, so that nothing begins by itself. */
export async function plugIn(page: Page): Promise<VirtualAuthenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: false,
    },
  });
  return {
    passkeys: async () => {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.map(({ credentialId }) => Buffer.from(credentialId, 'base64').toString('base64url'));
    },
    behave: async ({ verifies, touches = true }) => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verifies });
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: touches });
    },
    remove: async () => void (await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
  };
}
