import type { Figure } from '../figures.ts';

/** A table as Markdown. Columns after the first are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|---|${head
    .slice(1)
    .map(() => '---:|')
    .join('')}`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** A number with as many digits as mean something. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A figure with its spread. */
export function spread({ median, least, most }: Figure): string {
  return `${digits(median)} (${digits(least)}–${digits(most)})`;
}

/** A target, and whether the figure meets it; nothing where there is none. */
export function verdict(value: number, target: number | undefined): string {
  return target === undefined ? '' : `≤ ${target} ${value <= target ? '✓' : '✗'}`;
}

/** Figures printed elsewhere, and whether ours is below all of them; nothing where there are none. */
export function ahead(value: number, printed: readonly [least: number, most?: number] | undefined): string {
  return printed === undefined ? '' : `${printed.join('–')} ${value < printed[0] ? '✓' : '✗'}`;
}
