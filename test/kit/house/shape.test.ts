import { describe, expect, test } from '@jest/globals';
import { docstringFaults } from './docstrings.ts';
import { longFiles, longFunctions } from './lengths.ts';
import { nameFaults, openingFaults } from './names.ts';
import { parseSource } from './source.ts';

const source = (text: string, path = 'room/file.ts') => [parseSource(path, text)];
const lines = (count: number) => 'a();\n'.repeat(count);

describe('A file', () => {
  test('has at most 200 lines, the last one with or without its end', () => {
    expect(longFiles([...source(lines(200)), ...source(lines(200).trimEnd())])).toEqual([]);
    expect(longFiles(source(lines(201)))).toEqual(['room/file.ts has 201 lines, at most 200 are allowed: split it by idea, not by length']);
  });

  test('has a name that says something, in a folder that has one', () => {
    expect(nameFaults(source('', 'src/helpers/dates.ts'))).toEqual([
      expect.stringMatching(/^src\/helpers\/dates\.ts: helpers says nothing/),
    ]);
    expect(nameFaults(source('', 'src/web/utils.ts'))).toHaveLength(1);
    expect(nameFaults(source('', 'src/web/utils.ts'), ['src/web/utils.ts'])).toEqual([]);
    expect(nameFaults(source('', 'src/web/shared-secret.ts'))).toEqual([]);
  });
});

describe('A function', () => {
  const kinds = [
    ['long', (body: string) => `function long() {\n${body}}`],
    ['long', (body: string) => `const long = () => {\n${body}};`],
    ['long', (body: string) => `class A {\n  long() {\n${body}}\n}`],
    ['long', (body: string) => `export const a = {\n  long() {\n${body}}\n};`],
    ['a function', (body: string) => `each(() => {\n${body}});`],
    ['«is long»', (body: string) => `test('is long', async () => {\n${body}});`],
    ['«is long»', (body: string) => `test.each([1])('is long', () => {\n${body}});`],
  ] as const;

  test('has at most 40 lines, whatever its kind', () => {
    for (const [name, around] of kinds) {
      expect(longFunctions(source(around(lines(38))))).toEqual([]);
      expect(longFunctions(source(`// ë\n${around(lines(39))}`))).toEqual([
        expect.stringMatching(new RegExp(`^room/file\\.ts:\\d+ ${name} has 41 lines, at most 40`)),
      ]);
    }
  });

  test('is not longer for the tests that are in it, unless one of them is too long', () => {
    const group = (body: string) => `describe('group', () => {\n${`test('one', () => {\n${body}});\n`.repeat(4)}});`;
    expect(longFunctions(source(group(lines(15))))).toEqual([]);
    expect(longFunctions(source(group(lines(39))))).toHaveLength(4);
    expect(longFunctions(source(`describe('group', () => {\n${lines(39)}test('one', () => {});\n});`))).toHaveLength(1);
  });

  test('is counted with the functions in it that are no tests', () => {
    expect(longFunctions(source(`function outer() {\nfunction inner() {\n${lines(37)}}\n}`))).toEqual([
      expect.stringContaining('outer has 41 lines'),
    ]);
  });
});

describe('What a file exports', () => {
  const exported = ['function a() {}', 'async function a() {}', 'class a {}', 'interface a {}', 'type a = 1;', 'const a = 1, { b } = c;'];

  test('is explained right above it, in words', () => {
    for (const declaration of exported) {
      expect(docstringFaults(source(`/** Why. */\nexport ${declaration}`))).toEqual([]);
      for (const nothing of ['', '// Why.\n', '/* Why. */\n', '/** */\n', '/** Why. */\nconst other = 1;\n']) {
        expect(docstringFaults(source(`${nothing}export ${declaration}`))).toEqual([
          expect.stringMatching(/^room\/file\.ts:\d exports a without a docstring: say in /),
        ]);
      }
    }
  });

  test('may be explained where it is declared, or in the file it comes from', () => {
    expect(docstringFaults(source('/** Why. */\nconst a = 1;\nexport { a };'))).toEqual([]);
    expect(
      docstringFaults(source("import { a } from './a.ts';\nexport { a };\nexport { b } from './b.ts';\nexport * from './c.ts';")),
    ).toEqual([]);
    expect(docstringFaults(source('const a = 1;\nexport { a as b };'))).toHaveLength(1);
    expect(docstringFaults(source('export default { a: 1 };'))).toHaveLength(1);
  });

  test('needs no second explanation for another signature of the same function', () => {
    const signatures = 'export function a(b: 1): 1;\nexport function a(b: 2): 2;\nexport function a(b: unknown) { return b; }';
    expect(docstringFaults(source(`/** Why. */\n${signatures}`))).toEqual([]);
    expect(docstringFaults(source('const b = 1;\nfunction quiet() {}\n'))).toEqual([]);
  });
});

describe('A room', () => {
  const plan = { 'src/sign-in': { uses: [], packages: [] }, 'src/sign-in/index.ts': { uses: [], packages: [] } };
  const says = '// Sign-in: the door.\n// Owns the bell, never the key.\n';
  const faults = (text: string, path = 'src/sign-in/bell.ts') => openingFaults(plan, source(text, path));

  test('says what it owns at the beginning of a file of it, on two lines or more', () => {
    expect(faults(`${says}export {};`)).toEqual([]);
    expect(faults(`${says}export {};`, 'src/sign-in/index.ts')).toEqual([]);
    for (const text of ['', says.split('\n')[0] ?? '', `import './key.ts';\n${says}`, says.replace('Sign-in', 'Bell')]) {
      expect(faults(text)).toEqual([
        expect.stringContaining('src/sign-in does not say what it owns: open its main file with `// Sign in: '),
      ]);
    }
  });

  test('that is not there yet has nothing to say', () => {
    expect(openingFaults(plan, source('', 'src/other/a.ts'))).toEqual([]);
  });
});
