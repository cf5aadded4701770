import type { DemoPerson } from './people.ts';
import { type DemoColleague, WORKPLACE } from './workplace.ts';

/** Where the demo runs. */
export interface DemoPlaces {
  readonly product: string;
  readonly assessment: string;
  readonly reports: string;
  readonly mailbox: string;
  /** Where one logs out at the identity provider of an organisation. */
  readonly workplace: string;
}

/** What is printed when the demo is up: where to click, with what, and what each person shows. */
export function welcomeText(
  places: DemoPlaces,
  portals: readonly string[],
  people: readonly DemoPerson[],
  colleagues: readonly DemoColleague[],
): string {
  const [first = ''] = portals;
  const addresses = [
    [`${places.assessment}/`, 'the assessment app: begin here'],
    ...portals.map((portal) => [`${places.product}/${portal}`, remembered(portal)]),
    [`${places.product}/`, 'for who has forgotten that address'],
    [`${places.reports}/`, "somebody else's app, which asks for consent"],
    [`${places.mailbox}/`, 'all mail of the demo; an invitation waits there'],
    [`${places.mailbox}/preview`, 'how every mail looks'],
    [places.workplace, `to log out at ${WORKPLACE.name}, a program of its own`],
    [`${places.product}/${first}/help`, 'help with signing in'],
  ];
  const persons = people.map(({ portal, username, password, shows }) => [portal, username, password, shows]);
  const atWork = colleagues.map(({ email, password, shows }) => [email, password, shows]);
  return [
    '',
    'Voordeur is open. This is a demo: nothing in it is secret, and it listens on this machine only.',
    '',
    ...columns([['Address', 'What it is'], ...addresses]),
    '',
    ...columns([['Portal', 'User name', 'Password', 'Shows'], ...persons]),
    '',
    ...columns([[`At ${WORKPLACE.name}`, 'Password there', 'Shows'], ...atWork]),
    '',
    'People are put back to these states at every start. Stop with Ctrl+C.',
    '',
  ].join('\n');
}

function remembered(portal: string): string {
  return portal === WORKPLACE.portal
    ? `the same; its people sign in at ${WORKPLACE.name}`
    : 'the address people of this organisation remember';
}

/** Rows with their columns under each other; the first row is the heading, underlined. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const [heading = [], ...rest] = rows.map(line);
  return [String(heading), line(widths.map((width) => '─'.repeat(width))), ...rest];
}
