import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { configurationTable, VARIABLES, type Variable } from '../../src/config/variables.ts';

it('the README lists every variable as the product reads it', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const block = /<!-- configuration -->\n+([\s\S]*?)\n+<!-- \/configuration -->/.exec(readme)?.[1];
  expect(block).toBe(configurationTable());
});

it('every variable has a meaning, a range and a default that its own rules accept', () => {
  for (const variable of Object.values<Variable>(VARIABLES)) {
    expect([variable.name, variable.meaning.length > 10, variable.range !== '']).toEqual([variable.name, true, true]);
    expect([variable.name, variable.schema.try(undefined).ok]).toEqual([variable.name, true]);
  }
});
