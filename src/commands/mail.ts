import { listMails, retryFailedMails, retryMail } from '../domain/administration/mails.ts';
import type { LetterRecord } from '../domain/mail/ports.ts';
import { LETTER_STATES } from '../domain/mail/states.ts';
import { standingOf } from '../domain/sender/check.ts';
import { DESPITE_MAIL_CHECK } from './account-import.ts';
import { answer, moment, viewed } from './answer.ts';
import type { Answer, Call, Subject, View } from './command.ts';
import { progressOf } from './progress.ts';

const COLUMNS = ['id', 'kind', 'state', 'reason', 'status', 'attempts', 'postedAt', 'dueAt'];

/** `mail list|retry|check`. */
export const mail: Subject = {
  name: 'mail',
  summary: 'Mail: what became of each, and once more for what was given up.',
  commands: [
    {
      verb: 'list',
      summary: 'list mails, newest first, without their words and addresses',
      words: [],
      options: [
        { name: 'portal', value: 'PORTAL', summary: 'only of this organisation: its short name or id' },
        { name: 'state', value: 'STATE', summary: `only these: ${LETTER_STATES.join(', ')}` },
      ],
      run: list,
    },
    {
      verb: 'retry',
      summary: 'queue a mail anew, to the same address, or all that were given up',
      words: [
        { name: 'MAIL', fields: ['mail'], summary: 'id from `mail list`; `failed` for all that were given up, but for stopped addresses' },
      ],
      options: [DESPITE_MAIL_CHECK],
      run: retry,
    },
    {
      verb: 'check',
      summary: 'ask DNS whether who receives our mail can see that it is ours: SPF, DKIM and DMARC of the sender',
      words: [],
      options: [],
      run: check,
    },
  ],
};

async function list({ given, open }: Call): Promise<Answer> {
  const { store } = await open();
  const found = await listMails(store.ports, { portal: given.text('portal'), state: given.text('state') });
  return found.done ? { rows: viewed(found.value, view), columns: COLUMNS } : found;
}

async function retry({ given, open, stderr }: Call): Promise<Answer> {
  const [which = ''] = given.words;
  const { acting, store } = await open();
  if (which !== 'failed') return answer(await retryMail(acting, which), view, ({ id }) => `Queued mail ${id} anew.`);
  const { reached } = progressOf(undefined, 'mails queued anew', { stderr, clock: acting.clock });
  const done = await retryFailedMails(acting, store.ports.outbox, { despiteMailCheck: given.flag('despite-mail-check'), reached });
  if (!done.done) return done;
  const { retried, warning } = done.value;
  if (warning !== undefined) stderr.write(`Warning: ${warning}\n`);
  return { item: { retried }, said: `Queued ${retried} mails anew.` };
}

/** Refused, so that a script notices, where a record fails and where DNS does not answer. */
async function check({ open, stderr }: Call): Promise<Answer> {
  const { sender } = await open();
  stderr.write('Asking DNS; with servers that do not answer this takes up to half a minute.\n');
  const report = await sender.check();
  const standing = standingOf(report);
  const results = async function* () {
    yield* report.findings.map(({ ...view }) => view);
  };
  return {
    results: results(),
    columns: ['record', 'verdict', 'name', 'detail'],
    end: () => ({ said: ENDS[standing](report.domain), refused: standing !== 'passes' }),
  };
}

const ENDS: Readonly<Record<ReturnType<typeof standingOf>, (domain: string) => string>> = {
  passes: (domain) => `Nothing stands against mail from ${domain}.`,
  fails: (domain) => `Mail from ${domain} will be taken for spam or refused: put right in DNS what fails, then check again.`,
  silent: (domain) => `The mail of ${domain} could not be checked: DNS does not answer. Try again, or set VOORDEUR_DNS_SERVERS.`,
};

function view(record: LetterRecord): View {
  const { postedAt, changedAt, handedOverAt, dueAt, ...rest } = record;
  const at = (time: number | undefined) => (time === undefined ? undefined : moment(time));
  return { ...rest, postedAt: at(postedAt), changedAt: at(changedAt), handedOverAt: at(handedOverAt), dueAt: at(dueAt) };
}
