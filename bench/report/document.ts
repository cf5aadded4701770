// `docs/performance.md`: written by the runs, each its own part, so that what stands there was measured and not typed.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'performance.md');

/** Parts of the document, in their order. */
const PARTS = {
  pg: 'PostgreSQL',
  sqlite: 'SQLite',
  soak: 'Steady load on PostgreSQL',
  'equal-time': 'Equal time',
  'mail-pg': 'Inviting many, on PostgreSQL',
  'mail-sqlite': 'Inviting many, on SQLite',
  'outage-pg': 'No mail server, on PostgreSQL',
  'outage-sqlite': 'No mail server, on SQLite',
} as const;

/** A part of the document: one kind of run. */
export type Part = keyof typeof PARTS;

const INTRODUCTION = `# Performance

Written by \`npm run bench\` (\`-- --store sqlite\`, \`-- soak\`, \`-- equal-time\`, \`-- mail\`, \`-- outage\`): do not edit, run it again.

Three servers take turns in one run, each in a process of its own: the product, whole and in production mode, with its
pages, its throttle, its audit log and its password hash; the **floor**, the bare protocol library with one login form,
static clients, no password hash and a plain adapter of prepared statements on the same engine; and the same in memory.
All use the same keys, the same settings of Node, the same driver (8 requests at once, connections kept open) and the same
answers to check. 840 people sign in in turn: none has the ten sessions at which another one ends the oldest. What one password hash costs within a sign-in is measured at the floor too, once with the product's hash
behind its gate and once without. Processor time is that of the server and of all processes of its database. Figures are medians over the rounds, with the least and
the most in brackets; ratios are taken within each round. Compare ratios: another machine gives other milliseconds.
`;

const mark = (part: Part) => `<!-- ${part} -->`;

/** Replaces one part of the document and leaves the others. */
export function writePart(part: Part, content: string): void {
  const present = readParts();
  present.set(part, `${machine()}\n\n${content.trim()}`);
  const parts = (Object.keys(PARTS) as Part[]).flatMap((each) => {
    const text = present.get(each);
    return text === undefined ? [] : [`${mark(each)}\n## ${PARTS[each]}\n\n${text}\n`];
  });
  writeFileSync(FILE, [INTRODUCTION, ...parts].join('\n'));
}

function readParts(): Map<Part, string> {
  const parts = new Map<Part, string>();
  for (const part of Object.keys(PARTS) as Part[]) {
    const text = textThere()
      .split(`${mark(part)}\n`)[1]
      ?.split('<!-- ')[0];
    if (text !== undefined) parts.set(part, text.replace(/^## .*\n/, '').trim());
  }
  return parts;
}

function textThere(): string {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
}

function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, ${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory} GiB, Node ${process.versions.node}.`;
}
