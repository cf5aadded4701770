import * as v from '@badrap/valita';
import { type EndNeeds, endOtherSessions, endSessions } from '../../src/domain/journeys/end-session.ts';
import type { LiveSession, ProvedSessions } from '../../src/domain/journeys/ports.ts';
import { sessionEnded } from '../../src/domain/journeys/session-life.ts';
import { mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import type { PageModels } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { type AppNames, appNames } from '../kit/app-names.ts';
import { text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** What the page needs. */
export interface SessionsPageNeeds extends AccountNeeds, EndNeeds, AppNames {
  readonly sessions: AccountNeeds['sessions'] & Pick<ProvedSessions, 'live'>;
}

type Model = PageModels['account/sessions'];

const form = v.object({ session: text });
/** What the button for all of them sends, where the others send a session's id. */
const ALL = 'all';

/** `/<portal>/account/sessions`: where one is signed in, and out again from here (ux.md 1.16). */
export function sessionsPage(needs: SessionsPageNeeds): Page<PortalVisit, 'account/sessions'> {
  return accountPage(needs, {
    subject: 'sessions',
    template: 'account/sessions',
    load: (visit) => page(needs, visit),
    submit: action(form, (visit: AccountVisit, { session }) => submit(needs, visit, session)),
  });
}

async function submit(needs: SessionsPageNeeds, visit: AccountVisit, chosen: string): Promise<FormOutcome> {
  const { owner, network, now, organisation } = visit;
  const by = { audit: { actor: 'person', address: network }, now } as const;
  const live = await liveOf(needs, visit);
  if (chosen === ALL) {
    await endOtherSessions(needs, live, { ...owner.own, organisationId: organisation.id }, by);
    return doneAndTo(visit, SUBJECT_PLACES.sessions, { key: 'sessions' });
  }
  // Somebody else's is not among them, and looks like one that is over already (security.md 1.30).
  const meant = live.find(({ uid }) => uid === chosen && uid !== owner.own.uid);
  if (!meant) return { kind: 'again', left: { problems: ['session-not-ended'] } };
  await endSessions(needs, [meant], 'one', by);
  const browser = meant.device?.browser;
  return doneAndTo(visit, SUBJECT_PLACES.sessions, browser ? { key: 'session', about: browser } : { key: 'session-unknown' });
}

/** Those that still sign anybody in; what was not used for an hour does not (`settled.md` 6). */
async function liveOf(needs: SessionsPageNeeds, { owner, now }: AccountVisit): Promise<LiveSession[]> {
  const live = await needs.sessions.live(owner.account.id, now);
  return live.filter((session) => !sessionEnded(session, needs.sessionLife, now));
}

async function page(needs: SessionsPageNeeds, visit: AccountVisit): Promise<PageOutcome<Model>> {
  const { owner, address, organisation, done, left } = visit;
  const live = await liveOf(needs, visit);
  const own = live.filter(({ uid }) => uid === owner.own.uid);
  const sessions = [...own, ...live.filter(({ uid }) => uid !== owner.own.uid)];
  const rows = sessions.map(async ({ uid, device = {}, signedInAt, activeAt, apps }) => ({
    id: uid,
    isOwn: uid === owner.own.uid,
    device,
    signedInAt,
    activeAt,
    apps: (
      await appNames(
        needs,
        apps.map(({ clientId }) => clientId),
      )
    ).join(', '),
  }));
  const model: Model = {
    action: address,
    sessions: await Promise.all(rows),
    hasOthers: sessions.length > own.length,
    signOutHref: `/oidc/session/end?portal=${organisation.id}`,
    problems: problemsAt(left),
    ...(mustUseSingleSignOn(organisation, owner.account) && { singleSignOn: true }),
    ...(done && { done }),
  };
  return { kind: 'page', model };
}
