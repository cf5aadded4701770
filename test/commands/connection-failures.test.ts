import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../src/domain/audit/events.ts';
import { openStore } from '../../src/store/store.ts';
import { useInstallation } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'voordeur-failures-'));
const url = `sqlite:${join(folder, 'v.db')}`;
const say = useInstallation({ VOORDEUR_DATABASE: url });
const json = async (line: readonly string[]) => JSON.parse((await say([...line, '--json'])).out);

afterAll(() => rm(folder, { recursive: true }));

test('R17.3 by the reference of the page the operator finds what happened, and whom to link', async () => {
  const { id: organisation } = await json(['organisation', 'add', 'acme', '--name', 'Acme']);
  const { id: other } = await json(['organisation', 'add', 'beta', '--name', 'Beta']);
  const at = Date.UTC(2026, 0, 5, 9);
  const failed = (more: { readonly reference: string; readonly detail: string; readonly subject?: string }): AuditRecord => {
    return { event: 'sign-in.sso-failed', failure: 'no-account', actor: 'person', organisation, at, ...more };
  };
  const store = await openStore({ url });
  // As when a provider is down for a morning.
  const since = Array.from({ length: 1000 }, () => ({ ...failed({ reference: 'R-9999-9999', detail: 'no answer in time' }), at: at + 2 }));
  await store.ports.audit.recordAll(since);
  await store.ports.audit.recordAll([
    failed({ reference: 'R-7F3K-9QXM', detail: 'nobody has linked this person', subject: 'sub-1' }),
    { ...failed({ reference: 'R-2222-3333', detail: 'no answer in time' }), failure: 'down', at: at + 1 } as AuditRecord,
    failed({ reference: 'R-4444-5555', detail: 'odd', subject: 'a\u001b[2Jb' }),
    { event: 'sign-out.done', actor: 'person', organisation, at },
    { ...failed({ reference: 'R-7F3K-9QXM', detail: 'elsewhere' }), organisation: other },
  ]);
  await store.close();
  expect(await json(['connection', 'failures', 'acme', '--reference', ' r-7f3k-9qxm'])).toEqual([
    {
      at: '2026-01-05T09:00:00.000Z',
      reference: 'R-7F3K-9QXM',
      failure: 'no-account',
      detail: 'nobody has linked this person',
      subject: 'sub-1',
    },
  ]);
  const listed: { reference: string; subject?: string }[] = await json(['connection', 'failures', 'acme']);
  expect(listed).toHaveLength(1003);
  expect(listed.slice(1000).map(({ reference }) => reference)).toEqual(['R-2222-3333', 'R-4444-5555', 'R-7F3K-9QXM']);
  expect(listed[1001]?.subject).toBe('a\u001b[2Jb');
  const words = (await say(['connection', 'failures', 'acme'])).out;
  expect(words).toMatch(/^AT +REFERENCE +FAILURE +DETAIL +SUBJECT\n[\s\S]*R-2222-3333 +down/);
  expect(words).not.toContain('\u001b');
  expect(await say(['connection', 'failures', 'nowhere'])).toMatchObject({ code: 1, err: expect.stringMatching(/^PORTAL .*unknown/) });
});
