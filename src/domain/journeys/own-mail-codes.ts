// Codes by mail as one's own second step, where the organisation leaves it to people (`settled.md` 27). Whoever has an app or a
// passkey is asked for that instead.

import type { Account } from '../accounts/account.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import type { TwoSteps } from '../factors/ports.ts';
import { type Organisation, twoStepRules } from '../organisations/organisation.ts';
import { changed, type FactorPorts, type OwnChange, whoOf } from './own-factors.ts';
import type { SignInRecords } from './ports.ts';

/** What switching writes to, in one transaction. */
export interface MailSwitchPorts extends FactorPorts {
  readonly twoSteps: Pick<TwoSteps, 'setByMail'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
}

/** What switching needs. */
export interface MailSwitchNeeds {
  readonly work: <T>(step: (ports: MailSwitchPorts) => Promise<T>) => Promise<T>;
}

/** Whose, in which application's rules. */
export interface MailSwitchOf {
  readonly organisation: Organisation;
  readonly account: Account;
  readonly facts: TwoStepFacts;
  readonly clientId: string;
}

/** Which way codes by mail can be switched by the person; undefined where they are the organisation's to decide, or of no use. */
export function mailSwitch({ organisation, account, facts, clientId }: MailSwitchOf): 'on' | 'off' | undefined {
  const { mode, methods } = twoStepRules(organisation, account.role, clientId);
  const isMailed = methods.some((method) => method === 'mail') && account.email !== undefined;
  if (mode !== 'optional' || !isMailed || facts.apps.length + facts.passkeys.length > 0) return undefined;
  return facts.byMailSince === undefined ? 'on' : 'off';
}

/** Switches them. Returns whether that changed anything: of two presses at once, or after a change elsewhere, one does. */
export function switchMailCodes(
  needs: MailSwitchNeeds,
  change: OwnChange & { readonly to: 'on' | 'off'; readonly clientId: string },
): Promise<boolean> {
  const { organisation, account, clientId, to, now } = change;
  return needs.work(async (ports) => {
    const facts = (await ports.signInRecords.factsOf(account.id))?.twoStep;
    if (!facts || mailSwitch({ organisation, account, facts, clientId }) !== to) return false;
    await ports.twoSteps.setByMail(account.id, to === 'on' ? now : undefined);
    await changed(ports, change, to);
    await ports.audit.record({ event: to === 'on' ? 'factor.added' : 'factor.removed', method: 'mail', ...whoOf(change) });
    return true;
  });
}
