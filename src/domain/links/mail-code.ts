// The mailed code of the extra check (R8.3, `settled.md` 19). It goes to the stored address of whoever was typed, and a
// stranger's name costs what a friend's does: a code is drawn and kept for it as well, and nobody is told which.
import { newId } from '../../kernel/random.ts';
import { foldedKey, prepareAddress, repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import { drawMailedCode, MAILED_CODE, type MailedFor } from '../challenge/mailed-code.ts';
import type { ChallengeCodes, Challenges } from '../challenge/ports.ts';
import type { Mail } from '../mail/mails.ts';
import type { Letter, Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { CountedNetwork } from '../throttle/limits.ts';
import { limited, limitedNetwork } from '../throttle/mail-limits.ts';
import type { Counters } from '../throttle/ports.ts';
import { letterTo } from './ask.ts';
import { evenly } from './evenly.ts';
import type { Links } from './ports.ts';
import { accountsMeant, isReachable, MOST_ACCOUNTS, type Reachable } from './recipients.ts';

/** What it writes to, in one transaction. */
export interface CodeMailPorts {
  readonly challengeCodes: Pick<ChallengeCodes, 'put'>;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly links: Pick<Links, 'decoy'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What it needs. */
export interface CodeMailNeeds {
  readonly accounts: Pick<Accounts, 'byUsername' | 'byEmail' | 'byEmailAnywhere'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack'>;
  readonly challenges: Pick<Challenges, 'codeDigests'>;
  readonly work: <T>(step: (ports: CodeMailPorts) => Promise<T>) => Promise<T>;
}

/** Who wants a code, for which form. */
export interface AskingCode {
  /** Undefined at the finder, where addresses alone are typed. */
  readonly organisation: Organisation | undefined;
  readonly typed: string;
  readonly form: Pick<MailedFor, 'purpose' | 'browserId'>;
  /** Language of the page, for a letter of no organisation. */
  readonly locale: string;
  readonly counted: CountedNetwork | undefined;
  readonly audit: Pick<AuditContext, 'trace' | 'address'>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** For whom a form is filled in, as its code is bound to. */
export function whomOf(organisation: Pick<Organisation, 'id'> | undefined, typed: string): string {
  return `${organisation?.id ?? ''}|${foldedKey(repairUserName(typed).text)}`;
}

/** Mails a code to who is meant, within the limits; beyond them nothing happens, and the page says the same. */
export function mailCode(needs: CodeMailNeeds, asking: AskingCode): Promise<void> {
  return evenly(() => writeCode(needs, asking));
}

async function writeCode(needs: CodeMailNeeds, asking: AskingCode): Promise<void> {
  const { organisation, form, now } = asking;
  const whom = whomOf(organisation, asking.typed);
  const account = chosenOf((await meantBy(needs.accounts, asking)).filter(canHaveCode), asking.typed);
  if (!(await isWithinLimits(needs.counters, asking, whom, account))) return;
  const code = drawMailedCode();
  const [digest] = needs.challenges.codeDigests({ ...form, whom }, code);
  const until = now + MAILED_CODE.life;
  await needs.work(async (ports) => {
    await ports.challengeCodes.put(form, digest, until);
    if (account) await ports.outbox.post(letterFor(asking, account, { kind: 'challenge-code', code, life: MAILED_CODE.life, until }), now);
    else await ports.links.decoy(newId(), now);
    const whose = { organisation: organisation?.id ?? account?.organisationId, account: account?.id };
    await ports.audit.record({ event: 'challenge.code-asked', purpose: form.purpose, actor: 'person', ...whose, ...asking.audit, at: now });
  });
}

function meantBy(accounts: CodeMailNeeds['accounts'], { organisation, typed }: AskingCode): Promise<Account[]> {
  if (organisation) return accountsMeant(accounts, organisation, typed);
  return accounts.byEmailAnywhere(prepareAddress(typed)?.key ?? '', MOST_ACCOUNTS);
}

/** Of addresses that are found alike the one that was typed: another one (`strasse@`, `straße@`) may be another mailbox. */
function chosenOf(accounts: readonly Reachable[], typed: string): Reachable | undefined {
  const exact = prepareAddress(typed)?.text;
  return accounts.find(({ email }) => email === exact) ?? accounts[0];
}

/** Who is suspended may still ask for mail that says so; who is closed is nobody any more. */
function canHaveCode(account: Account): account is Reachable {
  return isReachable(account) && account.state !== 'closed';
}

/** Three an hour a name and network (`settled.md` 19), and no more than mail may be to one address or from one network. */
async function isWithinLimits(
  counters: CodeMailNeeds['counters'],
  { counted, now }: AskingCode,
  whom: string,
  account: Reachable | undefined,
): Promise<boolean> {
  const wanted = [
    limited('challengeCode', `${whom}|${counted?.address ?? ''}`),
    limited('challengeCodeAddress', account?.email ?? whom),
    ...limitedNetwork('challengeCodeNetwork', counted),
  ];
  const counts = await counters.reserve(wanted, now);
  const taken = wanted.filter((_, at) => counts[at] !== undefined);
  if (taken.length === wanted.length) return true;
  // Who presses on beyond a limit of one's own must not use up everybody else's.
  await counters.giveBack(taken.map(({ key }) => key));
  return false;
}

/** Of no use once the code is too old. */
function letterFor(
  { organisation, locale }: AskingCode,
  account: Reachable,
  mail: Extract<Mail, { readonly kind: 'challenge-code' }>,
): Letter {
  if (organisation) return { ...letterTo(organisation, account, mail), notAfter: mail.until };
  return { organisation: undefined, to: account.email, locale, mail, notAfter: mail.until };
}
