import { expect, test } from '@jest/globals';
import { invitation } from '../kit/mail/letters.ts';
import { plainComposer } from '../kit/mail/plain-composer.ts';
import { openDesk, useRoom } from './desk.ts';

const used = useRoom();

test('security 2.9 no address, code, link or word of the other server stands in a line of the log', async () => {
  const { server, worker, lines, toTheEnd, post } = used();
  await server.behave(
    { at: 'recipient', does: '550 5.1.1 <gone@acme.example> unknown', to: 'gone@acme.example' },
    { at: 'recipient', does: '451 4.7.1 <slow@acme.example> later', to: 'slow@acme.example', times: 2 },
    { at: 'content', does: 'drop', to: 'lost@acme.example', times: 1 },
  );
  for (const name of ['gone', 'slow', 'lost', 'anna']) await post(`${name}@acme.example`);
  await post('link@acme.example', { mail: invitation() });
  await toTheEnd();
  await post('gone@acme.example');
  await server.down();
  await post('down@acme.example');
  await worker.round();
  const said = lines.join('\n');
  for (const message of ['handed over', 'bounced', 'put off', 'given up', 'takes nothing']) expect(said).toContain(message);
  expect(said).not.toMatch(/@|acme|unknown|later|secret-token|ABCD|271828|drop/);
});

test('security 1.18 no name, subject or address can begin a header or reach a second person', async () => {
  const { store, server, clock, post, states } = used();
  const nasty = 'Anna\r\nBcc: evil@evil.example\r\n\r\n<script>\u2028\u0000"<x@y.example>, other@evil.example';
  const from = { name: nasty, address: 'inloggen@voordeur.example' };
  const composers = [
    plainComposer({ from, subject: nasty, replyTo: { name: nasty, address: 'carla@acme.example' }, headers: { 'X-Note': nasty } }),
    plainComposer({ to: { name: nasty, address: 'anna@acme.example' } }),
    plainComposer({ to: { address: 'anna@acme.example\r\nRCPT TO:<evil@evil.example>' } }),
    plainComposer({ to: { address: 'anna@acme.example, evil@evil.example' } }),
    plainComposer({ from: { address: 'a@b.example> SIZE=1\r\nRSET' } }),
    plainComposer({ headers: { Bcc: 'evil@evil.example' } }),
    plainComposer({ headers: { 'X-A\r\nBcc': 'evil@evil.example' } }),
  ];
  for (const composer of composers) {
    const own = openDesk(store, server, { composer, clock: clock });
    await post('anna@acme.example');
    await own.worker.round();
    await own.worker.close();
  }
  const mails = await server.received();
  expect(mails.map(({ to }) => to)).toEqual(['anna@acme.example', 'anna@acme.example']);
  for (const { raw } of mails) {
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    const names = head
      .replace(/\r\n[ \t]/g, ' ')
      .split('\r\n')
      .map((field) => field.slice(0, field.indexOf(':')));
    expect(
      names.filter((name) => !/^(?:From|To|Reply-To|Subject|Date|Message-ID|MIME-Version|Content-Type|X-Note|Auto-Submitted)$/.test(name)),
    ).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(await states()).toEqual([...Array(5).fill('failed'), 'handed-over', 'handed-over']);
});
