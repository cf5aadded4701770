import type { AuditRecord } from '../../src/domain/audit/events.ts';
import { HISTORY_EVENTS, HISTORY_FOR } from '../../src/domain/audit/history.ts';
import type { Audit } from '../../src/domain/audit/ports.ts';
import type { BrowserName, Device, SystemName } from '../../src/domain/mail/device.ts';
import { mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { type AppNames, appNames } from '../kit/app-names.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { historyKey } from './history-keys.ts';

/** What the page needs. */
export interface HistoryPageNeeds extends AccountNeeds, AppNames {
  readonly audit: Pick<Audit, 'history'>;
}

type Model = PageModels['account/history'];

/** Entries on a page, and the most pages that anybody turns to. */
const ON_A_PAGE = 25;
const MOST_PAGES = 400;

/** `/<portal>/account/history?page=…`: what happened to the account, in plain words, newest first. */
export function historyPage(needs: HistoryPageNeeds): Page<PortalVisit, 'account/history'> {
  return accountPage(needs, { subject: 'history', template: 'account/history', load: (visit) => load(needs, visit) });
}

async function load(needs: HistoryPageNeeds, visit: AccountVisit) {
  const { owner, now, query, organisation } = visit;
  const at = pageMeant(query['page']);
  const since = now - HISTORY_FOR;
  // One more than is shown tells whether there is another page.
  const range = { since, events: HISTORY_EVENTS, skip: (at - 1) * ON_A_PAGE, limit: ON_A_PAGE + 1 };
  const found = await needs.audit.history(owner.account.id, range);
  const hrefOf = (page: number) => `/${organisation.portal}${SUBJECT_PLACES.history}${page === 1 ? '' : `?page=${page}`}`;
  const model: Model = {
    since,
    ...(mustUseSingleSignOn(organisation, owner.account) && { singleSignOn: true }),
    entries: await Promise.all(found.slice(0, ON_A_PAGE).map((record) => entryOf(needs, record))),
    ...(at > 1 && { newerHref: hrefOf(at - 1) }),
    ...(found.length > ON_A_PAGE && at < MOST_PAGES && { olderHref: hrefOf(at + 1) }),
  };
  return { kind: 'page', model } as const;
}

function pageMeant(typed: string | undefined): number {
  const page = /^[1-9]\d{0,3}$/.test(typed ?? '') ? Number(typed) : 1;
  return Math.min(page, MOST_PAGES);
}

async function entryOf(needs: HistoryPageNeeds, record: AuditRecord): Promise<Model['entries'][number]> {
  const [app] = record.client === undefined ? [] : await appNames(needs, [record.client]);
  const device = deviceIn(record);
  const { at, address } = record;
  return { at, key: historyKey(record), ...(app && { app }), ...(device && { device }), ...(address && { address }) };
}

function deviceIn(record: AuditRecord): Device | undefined {
  if (record.event !== 'sign-in.succeeded' || (!record.browser && !record.system)) return undefined;
  // Written from the same closed lists.
  return { browser: record.browser as BrowserName | undefined, system: record.system as SystemName | undefined };
}
