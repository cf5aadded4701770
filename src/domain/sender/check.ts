// Sender: whether who receives mail of ours can see that it is of ours (R9.1): SPF, DKIM and DMARC of the sender's domain, as
// far as DNS says it without a mail being sent. Owns what counts as passing, and what does not; asks DNS by a port, and sends
// nothing. Of our own, since the library for it judges mails that came in, and brings what that takes along.
import type { Clock } from '../../kernel/clock.ts';
import { minutes } from '../../kernel/duration.ts';
import { checkDkim } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import type { CheckSender, Finding, LookUpTexts, Sender, SenderReport, Verdict } from './ports.ts';
import { checkSpf } from './spf.ts';

/** How long what was found is believed, in milliseconds: whoever mends a record sees it soon. */
const BELIEVED = minutes(5);

/** Looks everything up, the three at once. */
export async function checkSender(lookUp: LookUpTexts, sender: Sender): Promise<SenderReport> {
  const findings = await Promise.all([checkSpf(lookUp, sender), checkDkim(lookUp, sender), checkDmarc(lookUp, sender.domain)]);
  return { domain: sender.domain, findings };
}

/** The same, remembered for five minutes; not where DNS was silent, which may be over in a moment. */
export function rememberedCheck(check: CheckSender, clock: Clock): CheckSender {
  let held: { readonly report: SenderReport; readonly until: number } | undefined;
  return async () => {
    if (held && held.until > clock.now()) return held.report;
    const report = await check();
    held = standingOf(report) === 'silent' ? undefined : { report, until: clock.now() + BELIEVED };
    return report;
  };
}

/** What the findings come to together. What cannot be known from here stands in nobody's way. */
export function standingOf({ findings }: SenderReport): Exclude<Verdict, 'unknown'> {
  const is = (verdict: Verdict) => findings.some((finding) => finding.verdict === verdict);
  return is('fails') ? 'fails' : is('silent') ? 'silent' : 'passes';
}

/** What does not pass, in one line of English words. */
export function troubleIn({ findings }: SenderReport): string {
  return findings.filter(isTrouble).map(inWords).join('; ');
}

function isTrouble({ verdict }: Finding): boolean {
  return verdict === 'fails' || verdict === 'silent';
}

function inWords({ record, name, detail }: Finding): string {
  return `${record} (${name}): ${detail}`;
}
