import { hiddenShown } from '../../kernel/text.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import type { AccountInput } from './account-sheet.ts';

/** What a list can say of a person. Nothing that gives rights or proves anything: that is given to one at a time (security.md 1.36). */
export type ImportField = 'username' | 'email' | 'givenName' | 'familyName' | 'locale';

/** A column of the list: what it means, by the name it has there. */
export interface Column {
  readonly field: ImportField;
  readonly name: string;
}

/** Columns by their place. One without a name must be empty throughout. */
export type Columns = readonly (Column | undefined)[];

/** Names of columns in letters alone, in English and Dutch; first the option of `account add`. */
const NAMES: Readonly<Record<ImportField, readonly string[]>> = {
  username: ['username', 'user', 'login', 'loginname', 'gebruikersnaam', 'gebruiker', 'inlognaam', 'loginnaam'],
  email: ['email', 'mail', 'emailaddress', 'mailaddress', 'emailadres', 'mailadres'],
  givenName: ['givenname', 'firstname', 'voornaam', 'roepnaam'],
  familyName: ['familyname', 'lastname', 'surname', 'achternaam'],
  locale: ['locale', 'language', 'lang', 'taal', 'voorkeurstaal'],
};
const NEVER = new Set(['password', 'passwordstdin', 'wachtwoord', 'role', 'rol', 'state', 'status', 'emailverified', 'mustchangepassword']);
const NEEDED: readonly ImportField[] = ['username', 'email'];
const FIELDS = Object.keys(NAMES) as readonly ImportField[];
/** Names that are told to whoever wrote another. */
const KNOWN = 'username, email, given-name, family-name, locale (gebruikersnaam, e-mail, voornaam, achternaam, taal)';
/** Characters of a name of a column that are repeated. */
const SHOWN = 60;

/** What the columns of a list mean, or all that is wrong with them: unknown, twice, not for a list, missing. */
export function readColumns(header: readonly string[]): Outcome<Columns> {
  const faults: Fault[] = [];
  const columns = header.map((name) => {
    if (name.trim() === '') return undefined;
    const field = fieldNamed(name);
    if (field === undefined) faults.push(notOurs(name));
    return field && { field, name: hiddenShown(name.trim()) };
  });
  for (const field of FIELDS) {
    const named = columns.flatMap((column) => (column?.field === field ? [`"${column.name}"`] : []));
    if (named.length > 1) faults.push(fault('conflict', `has several columns for one thing: ${named.join(', ')}`));
    if (named.length === 0 && NEEDED.includes(field)) faults.push(fault('missing', `has no column ${field}`));
  }
  return faults.length > 0 ? refused(...faults) : done(columns);
}

/** What a row says of a person. */
export type Said = Readonly<Partial<Record<ImportField, string>>>;

/** What a row says, and values that stand where no column is. An empty cell says nothing. */
export function readCells(columns: Columns, cells: readonly string[]): { readonly said: Said; readonly faults: readonly Fault[] } {
  const said: Partial<Record<ImportField, string>> = {};
  const faults: Fault[] = [];
  for (const [at, cell] of cells.entries()) {
    const column = columns[at];
    if (cell.trim() === '') continue;
    if (column) said[column.field] = cell;
    else faults.push({ field: 'row', code: 'invalid', detail: `has a value in column ${at + 1}, which has no name` });
  }
  return { said, faults };
}

/** A row as an account is made from it: an absent user name is an empty one, which is refused. */
export function inputOf(said: Said): AccountInput {
  return { ...said, username: said.username ?? '' };
}

function fieldNamed(name: string): ImportField | undefined {
  const letters = lettersOf(name);
  return FIELDS.find((field) => NAMES[field].includes(letters));
}

/** `E-mailadres `, `e_mail adres` and `Emailadres` are one name. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}

function notOurs(name: string): Fault {
  const shown = `"${hiddenShown(name.trim().slice(0, SHOWN))}"`;
  if (NEVER.has(lettersOf(name)))
    return fault('conflict', `has a column ${shown}, which no list can give: it is set for one account at a time`);
  return fault('unknown', `has a column ${shown}, which an account does not have: there are ${KNOWN}`);
}

function fault(code: Fault['code'], detail: string): Fault {
  return { field: 'columns', code, detail };
}
