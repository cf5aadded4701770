import { account } from './account.ts';
import { client } from './client.ts';
import type { Subject } from './command.ts';
import { connection } from './connection.ts';
import { keys } from './keys.ts';
import { mail } from './mail.ts';
import { organisation } from './organisation.ts';
import { resource } from './resource.ts';

/** Everything an operator can manage, in the order of the help. */
export const SUBJECTS: readonly Subject[] = [organisation, connection, account, client, resource, mail, keys];
