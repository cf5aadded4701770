import { listMails, retryFailedMails, retryMail } from '../domain/administration/mails.ts';
import type { LetterRecord } from '../domain/mail/ports.ts';
import { LETTER_STATES } from '../domain/mail/states.ts';
import { answer, moment, viewed } from './answer.ts';
import type { Answer, Call, Subject, View } from './command.ts';

const COLUMNS = ['id', 'kind', 'state', 'reason', 'status', 'attempts', 'postedAt', 'dueAt'];

/** `mail list|retry`. */
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
      options: [],
      run: retry,
    },
  ],
};

async function list({ given, open }: Call): Promise<Answer> {
  const { store } = await open();
  const found = await listMails(store.ports, { portal: given.text('portal'), state: given.text('state') });
  return found.done ? { rows: viewed(found.value, view), columns: COLUMNS } : found;
}

async function retry({ given, open }: Call): Promise<Answer> {
  const [which = ''] = given.words;
  const { acting, store } = await open();
  if (which !== 'failed') return answer(await retryMail(acting, which), view, ({ id }) => `Queued mail ${id} anew.`);
  const retried = await retryFailedMails(acting, store.ports.outbox);
  return { item: { retried }, said: `Queued ${retried} mails anew.` };
}

function view(record: LetterRecord): View {
  const { postedAt, changedAt, handedOverAt, dueAt, ...rest } = record;
  const at = (time: number | undefined) => (time === undefined ? undefined : moment(time));
  return { ...rest, postedAt: at(postedAt), changedAt: at(changedAt), handedOverAt: at(handedOverAt), dueAt: at(dueAt) };
}
