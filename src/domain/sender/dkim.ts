import type { Finding, LookUpTexts, OwnKey, Sender, Verdict } from './ports.ts';
import { readTags } from './tags.ts';

/** What was found, without where. */
type Found = Pick<Finding, 'verdict' | 'detail'>;

/** Whether what is signed in the sender's name can be verified (RFC 6376): its public key is in DNS, and is the one of who signs. */
export async function checkDkim(lookUp: LookUpTexts, { domain, ownKey, serverSelectors }: Sender): Promise<Finding> {
  if (ownKey) return { record: 'DKIM', name: nameOf(ownKey.selector, domain), ...(await keyAt(lookUp, domain, ownKey)) };
  const look = async (selector: string): Promise<Finding> => {
    const found = await keyAt(lookUp, domain, { selector, isOurs: () => true });
    return { record: 'DKIM', name: nameOf(selector, domain), ...found };
  };
  // All at once, so that DNS that does not answer is waited for once.
  const looked = await Promise.all(serverSelectors.map(look));
  // While a key takes another one's place, one of them is enough.
  return (
    looked.find(({ verdict }) => verdict === 'passes') ?? looked.find(({ verdict }) => verdict === 'silent') ?? looked[0] ?? unknown(domain)
  );
}

function unknown(domain: string): Finding {
  const detail = 'we do not sign, and with which key the mail server does is not known here: VOORDEUR_SMTP_DKIM_SELECTORS';
  return { record: 'DKIM', name: `_domainkey.${domain}`, verdict: 'unknown', detail };
}

function nameOf(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

async function keyAt(lookUp: LookUpTexts, domain: string, key: OwnKey): Promise<Found> {
  const texts = await lookUp(nameOf(key.selector, domain));
  if (texts === 'silent') return found('silent', 'DNS does not answer');
  const [text, ...others] = texts;
  if (text === undefined) return found('fails', 'there is no key');
  if (others.length > 0) return found('fails', 'there is more than one record, so that which one counts is anybody’s guess');
  const fault = faultOf(text, key);
  return fault === undefined ? found('passes', 'the key is there') : found('fails', fault);
}

function found(verdict: Verdict, detail: string): Found {
  return { verdict, detail };
}

/** What keeps a key record from verifying mail of ours; undefined when nothing does (RFC 6376 §3.6.1). */
function faultOf(text: string, { isOurs }: OwnKey): string | undefined {
  const tags = readTags(text);
  const published = tags?.get('p')?.replace(/\s+/g, '');
  if (!tags || published === undefined || (tags.get('v') ?? 'DKIM1') !== 'DKIM1') return 'the record is not that of a key';
  if (published === '') return 'the key has been withdrawn: nothing stands after p=';
  const lists = (name: string) =>
    tags
      .get(name)
      ?.split(':')
      .map((one) => one.trim().toLowerCase());
  if (lists('t')?.includes('y')) return 'the key is marked as being tried out (t=y), and its signatures count for nothing';
  if (lists('h')?.includes('sha256') === false) return 'the key is not for signatures with SHA-256';
  if (lists('s')?.some((service) => service === '*' || service === 'email') === false) return 'the key is not for mail';
  return isOurs(published) ? undefined : 'the key is another one than VOORDEUR_DKIM_KEY';
}
