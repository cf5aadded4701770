import * as v from '@badrap/valita';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { withChange } from '../../src/domain/journeys/journey.ts';
import { codesToSave, type MakeCodesNeeds, saveCodes } from '../../src/domain/journeys/recovery-codes.ts';
import type { RecoverySheet, TextFile } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { refusedCode, shownCodeProblems } from '../kit/code-problems.ts';
import { changeIn } from '../kit/enrolling.ts';
import { noFields, text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the screen needs. */
export type RecoveryCodesNeeds = MakeCodesNeeds &
  WordOfEndNeeds & {
    readonly accounts: Pick<Accounts, 'byId'>;
    /** The codes as a file to be kept. */
    readonly recoveryFile: (sheet: RecoverySheet) => TextFile;
  };

const form = v.object({ saved: text });

/** New recovery codes, which are good once the person says that they are saved (ux.md 1.9). */
export function recoveryCodesScreen(needs: RecoveryCodesNeeds): Screen<'recovery-codes'> {
  return {
    way: 'recovery-codes',
    model: async (visit) => {
      const { language: _language, ...sheet } = await sheetOf(needs, visit);
      const fileHref = `${visit.address}/codes.txt`;
      return { action: visit.address, fileHref, ...sheet, problems: shownCodeProblems(visit, { field: 'saved' }) };
    },
    file: async (visit) => needs.recoveryFile(await sheetOf(needs, visit)),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: v.Infer<typeof form>) => submit(needs, visit, typed.saved !== '')),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function sheetOf(needs: RecoveryCodesNeeds, visit: FlowVisit): Promise<RecoverySheet> {
  const { organisation, language, now } = visit;
  const account = await accountOf(needs, visit);
  const codes = await codesToSave(needs, account, now);
  return { language, portal: organisation.portal, orgName: organisation.name, username: account.username, at: now, codes };
}

async function submit(needs: RecoveryCodesNeeds, visit: FlowVisit, isSaved: boolean): Promise<Outcome> {
  if (!isSaved) return { kind: 'retry', shown: refusedCode('codes-unsaved') };
  const change = await changeIn(visit, await accountOf(needs, visit));
  const saved = await withWordOfEnd(needs, change, () => saveCodes(needs, change));
  // Saved in another tab, or shown for too long: what is asked now says which.
  if (saved === 'over') return { kind: 'proceed', journey: { ...visit.journey, shown: refusedCode('codes-over') } };
  const gone = { ...visit.journey, shown: undefined };
  return { kind: 'proceed', journey: saved === 'changed' ? withChange(gone) : gone };
}
