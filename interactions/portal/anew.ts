import { foldedKey } from '../../src/kernel/text.ts';
import type { Page, PageOutcome } from '../kit/page.ts';
import { initiateLogin, loginHint, portalSignIn } from '../kit/portal-sign-in.ts';
import type { PortalVisit } from '../kit/visit.ts';
import type { StartNeeds } from './start.ts';

/**
 * `/<portal>/sign-in`: an address of a sign-in without the sign-in. Where one that was over began anew, it comes by here:
 * with `again`, a cookie was set a moment ago, and who has not kept it keeps none (ux.md 1.14).
 */
export function anewPage(needs: StartNeeds): Page<PortalVisit, 'portal/start'> {
  return {
    address: '/:portal/sign-in',
    template: 'portal/start',
    load: async (visit) => {
      if (visit.query['again'] !== undefined && !visit.keptRestart()) return { kind: 'fail', error: 'cookies', status: 400 };
      const account = visit.accountId === undefined ? undefined : await needs.accounts.byId(visit.accountId);
      return account ? onward(needs, visit, account.usernameKey) : { kind: 'go', to: `/${visit.organisation.portal}` };
    },
  };
}

/** Somebody is signed in. Who typed another name a moment ago must not go on as that person without a word (R12.2 i). */
async function onward(needs: StartNeeds, visit: PortalVisit, usernameKey: string): Promise<PageOutcome<never>> {
  const typed = visit.brought?.username;
  if (typed !== undefined && foldedKey(typed) !== usernameKey)
    return { kind: 'go', to: portalSignIn(needs, visit.organisation.portal, { more: { prompt: 'login' } }) };
  visit.forgetBrought();
  const apps = await needs.startable(visit.organisation.id);
  const app = apps.find(({ id }) => id === visit.query['app']);
  const { portal } = visit.organisation;
  return { kind: 'go', to: app ? initiateLogin(needs, portal, app, loginHint(visit.query['login_hint'])) : `/${portal}` };
}
