import type { Account } from '../domain/accounts/account.ts';
import { type LinkedAccount, linkAccount, unlinkAccount } from '../domain/administration/identities.ts';
import { named } from './account-named.ts';
import { answer } from './answer.ts';
import type { Answer, Call, Command, Positional, View } from './command.ts';

/** `account link|unlink`: whose account somebody at the organisation's identity provider is. */
export function linking(who: readonly Positional[], view: (account: Account) => View): readonly Command[] {
  const viewLinked = ({ account, connection }: LinkedAccount) => ({ ...view(account), issuer: connection.issuer });
  const words = who.map((word) => (word.name === 'PORTAL' ? { ...word, fields: [...word.fields, 'connection'] } : word));
  return [
    {
      verb: 'link',
      summary: 'say who this person is at the identity provider of the organisation',
      words,
      options: [{ name: 'subject', value: 'SUB', summary: 'what it knows the person by (sub), letter for letter' }],
      run: (call) => link(call, viewLinked),
    },
    {
      verb: 'unlink',
      summary: 'end that; ends its sessions and tokens too',
      words,
      options: [],
      run: (call) => unlink(call, viewLinked),
    },
  ];
}

type ViewLinked = (linked: LinkedAccount) => View;

function link(call: Call, view: ViewLinked): Promise<Answer> {
  return named(call, async ({ acting }, { id }) => {
    const linked = await linkAccount(acting, id, call.given.text('subject') ?? '');
    return answer(
      linked,
      view,
      ({ account, connection }) => `Linked account ${account.username}, ${account.state}, at ${connection.issuer}.`,
    );
  });
}

function unlink(call: Call, view: ViewLinked): Promise<Answer> {
  return named(call, async ({ acting }, { id }) =>
    answer(
      await unlinkAccount(acting, id),
      view,
      ({ account, connection }) => `Unlinked account ${account.username} at ${connection.issuer}.`,
    ),
  );
}
