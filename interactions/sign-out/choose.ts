// Sign-out: which of the portals of this browser to leave. The question and the end themselves are the protocol's.
import * as v from '@badrap/valita';
import type { PageModels } from '../../src/views/models.ts';
import { readFields, text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import type { Action, FormOutcome, Page } from '../kit/page.ts';
import type { HeldVisit } from '../kit/visit.ts';

type Choose = PageModels['sign-out/choose'];

const form = v.object({ portal: text });

/** `/sign-out`: one button per portal this browser is signed in to, and one for all (`settled.md` 1). */
export const choosePage: Page<HeldVisit, 'sign-out/choose'> = {
  address: '/sign-out',
  template: 'sign-out/choose',
  load: async (visit) =>
    visit.held.length === 0 ? { kind: 'go', to: '/oidc/session/end/success' } : { kind: 'page', model: model(visit) },
  submit: { run: async (visit, fields) => submit(visit, readFields(form, fields).portal) } satisfies Action<HeldVisit, FormOutcome>,
};

async function submit(visit: HeldVisit, chosen: string): Promise<FormOutcome> {
  const leaving = visit.held.filter((session) => chosen === 'all' || session.organisationId === chosen);
  if (leaving.length === 0) return { kind: 'again', left: { problems: ['choice-missing'] } };
  await visit.endSessions(leaving.map((session) => session.organisationId));
  const last = leaving.length === 1 ? leaving[0] : undefined;
  return { kind: 'go', to: `/oidc/session/end/success${last ? `?portal=${last.portal}` : ''}` };
}

function model(visit: HeldVisit): Choose {
  const portals = visit.held.map(({ organisationId, name, username }) => ({ id: organisationId, name, username }));
  const problems = problemsAt(visit.left, 'portal');
  return { action: visit.address, portals, problems };
}
