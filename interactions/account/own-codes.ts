import * as v from '@badrap/valita';
import { codesToSave, type MakeCodesNeeds, saveCodes } from '../../src/domain/journeys/recovery-codes.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import type { PageModels, RecoverySheet, TextFile } from '../../src/views/models.ts';
import { type AccountNeeds, type AccountVisit, accountPage, doneAndTo } from '../kit/account-page.ts';
import { OWN_CODES, SUBJECT_PLACES } from '../kit/account-places.ts';
import { text } from '../kit/fields.ts';
import { problemsAt } from '../kit/left.ts';
import { ownChange, twoStepHref } from '../kit/own-factors.ts';
import { action, type FormOutcome, type Page, type PageOutcome } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the pages need. */
export type OwnCodesNeeds = AccountNeeds &
  MakeCodesNeeds &
  WordOfEndNeeds & {
    /** The codes as a file to be kept. */
    readonly recoveryFile: (sheet: RecoverySheet) => TextFile;
  };

type Result = PageOutcome<PageModels['account/recovery-codes']>;

const form = v.object({ saved: text });

/** `/<portal>/account/two-step/codes`: new recovery codes, good once they are said to be saved (ux.md 1.9, R14.5). */
export function ownCodesPage(needs: OwnCodesNeeds): Page<PortalVisit, 'account/recovery-codes'> {
  return codesPage(needs, OWN_CODES, {
    load: (visit) => page(needs, visit),
    submit: action(form, (visit: AccountVisit, { saved }) => submit(needs, visit, saved !== '')),
  });
}

/** `/<portal>/account/two-step/codes.txt`: the same as a file. */
export function ownCodesFile(needs: OwnCodesNeeds): Page<PortalVisit, 'account/recovery-codes'> {
  return codesPage(needs, `${OWN_CODES}.txt`, {
    load: async (visit) => {
      if (!hasUse(visit)) return { kind: 'go', to: twoStepHref(visit) };
      const { name, text } = needs.recoveryFile(await sheetOf(needs, visit));
      return { kind: 'file', name, type: 'text/plain; charset=utf-8', body: text };
    },
  });
}

function codesPage(
  needs: OwnCodesNeeds,
  place: `/account/${string}`,
  acts: Pick<Parameters<typeof accountPage<'account/recovery-codes'>>[1], 'load' | 'submit'>,
): Page<PortalVisit, 'account/recovery-codes'> {
  return accountPage(needs, { subject: 'two-step', place, template: 'account/recovery-codes', fresh: true, ...acts });
}

/** Codes stand in for an app or a passkey. */
function hasUse({ owner }: AccountVisit): boolean {
  const { apps, passkeys } = owner.demand.twoStep;
  return apps.length + passkeys.length > 0;
}

async function sheetOf(needs: OwnCodesNeeds, { organisation, owner, language, now }: AccountVisit): Promise<RecoverySheet> {
  const codes = await codesToSave(needs, owner.account, now);
  return { language, portal: organisation.portal, orgName: organisation.name, username: owner.account.username, at: now, codes };
}

async function page(needs: OwnCodesNeeds, visit: AccountVisit): Promise<Result> {
  if (!hasUse(visit)) return { kind: 'go', to: twoStepHref(visit) };
  const { address, owner, done, left } = visit;
  const { language: _language, ...sheet } = await sheetOf(needs, visit);
  const model = {
    action: address,
    fileHref: `${address}.txt`,
    ...sheet,
    replaces: owner.demand.twoStep.recoveryCodes > 0,
    cancelHref: twoStepHref(visit),
    problems: problemsAt(left, 'saved'),
    ...(done && { done }),
  };
  return { kind: 'page', model };
}

function again(code: ProblemCode): FormOutcome {
  return { kind: 'again', left: { problems: [code] } };
}

async function submit(needs: OwnCodesNeeds, visit: AccountVisit, isSaved: boolean): Promise<FormOutcome> {
  if (!hasUse(visit)) return { kind: 'go', to: twoStepHref(visit) };
  if (!isSaved) return again('codes-unsaved');
  const change = ownChange(visit, needs.portalClient);
  const saved = await withWordOfEnd(needs, change, () => saveCodes(needs, change));
  // Saved in another tab, or shown for too long: these are others.
  return saved === 'over' ? again('codes-over') : doneAndTo(visit, SUBJECT_PLACES['two-step'], { key: 'codes-made' });
}
