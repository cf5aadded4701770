import type { Audit } from '../../src/domain/audit/ports.ts';
import { type DataNeeds, ownData } from '../../src/domain/journeys/own-data.ts';
import { type AccountNeeds, accountPage } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import type { AppNames } from '../kit/app-names.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the pages need. */
export interface DataPageNeeds extends AccountNeeds, AppNames, Omit<DataNeeds, 'nameOf'> {
  readonly sessions: AccountNeeds['sessions'] & DataNeeds['sessions'];
  readonly audit: DataNeeds['audit'] & Pick<Audit, 'record'>;
}

const FILE = `${SUBJECT_PLACES.data}.json` as const;

/** `/<portal>/account/data`: what one can take along, and what is in it. */
export function dataPage(needs: DataPageNeeds): Page<PortalVisit, 'account/data'> {
  return accountPage(needs, {
    subject: 'data',
    template: 'account/data',
    load: async ({ organisation, owner }) => {
      return { kind: 'page', model: { fileHref: `/${organisation.portal}${FILE}`, isFresh: owner.isFresh } };
    },
  });
}

/** `/<portal>/account/data.json`: the file. Who is not fresh signs in, and finds the page with the file on it (security.md 1.21). */
export function dataFile(needs: DataPageNeeds): Page<PortalVisit, 'account/data'> {
  const nameOf = async (id: string) => (await needs.client(id))?.name ?? id;
  return accountPage(needs, {
    subject: 'data',
    place: FILE,
    template: 'account/data',
    fresh: true,
    load: async ({ organisation, owner: { account }, network, now }) => {
      const whom = { organisation: organisation.id, account: account.id, actor: 'person', address: network } as const;
      await needs.audit.record({ event: 'data.downloaded', ...whom, at: now });
      const body = await ownData({ ...needs, nameOf }, account, organisation, now);
      return {
        kind: 'file',
        name: `${organisation.portal}-${new Date(now).toISOString().slice(0, 10)}.json`,
        type: 'application/json',
        body,
      };
    },
  });
}
