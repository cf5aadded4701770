import { describe, expect, test } from '@jest/globals';
import { cycleFaults } from './cycles.ts';
import { parseSource } from './source.ts';
import { type Plan, planFaults, wallFaults } from './walls.ts';

const PLAN: Plan = {
  ground: { uses: [], packages: ['node:crypto'] },
  'ground/cellar': { uses: [], packages: [] },
  first: { uses: ['ground'], packages: ['@scope/tool', 'node:*'] },
  roof: { uses: ['first', 'ground/cellar/door.ts'], packages: ['*'] },
};

const faultsOf = (path: string, text: string) => wallFaults(PLAN, [parseSource(path, text)]);

describe('A wall between rooms', () => {
  test('stands in the way of every kind of import, of types too', () => {
    const ways = [
      "import { a } from '../roof/a.ts';",
      "import type { A } from '../roof/a.ts';",
      "import '../roof/a.ts';",
      "export { a } from '../roof/a.ts';",
      "export * from '../roof/a.ts';",
      "const { a } = await import('../roof/a.ts');",
      "type A = import('../roof/a.ts').A;",
    ];
    for (const way of ways) {
      expect(faultsOf('first/b.ts', `// één\n${way}\n`)).toEqual([
        'first/b.ts:2 imports roof/a.ts through a wall: first may not use roof. Pass what is needed as a value, or ask for a port',
      ]);
    }
  });

  test('lets through what the plan allows, and what stays in the room', () => {
    expect(faultsOf('first/b.ts', "import '../ground/a.ts';\nimport './c.ts';\nexport const text = 'from \"../roof/a.ts\"';")).toEqual([]);
  });

  test('has a door for one file where the plan names one, and only for that', () => {
    expect(faultsOf('roof/a.ts', "import '../ground/cellar/door.ts';")).toEqual([]);
    expect(faultsOf('roof/a.ts', "import '../ground/cellar/wine.ts';")).toHaveLength(1);
  });

  test('stands around the innermost room', () => {
    expect(faultsOf('first/b.ts', "import '../ground/cellar/wine.ts';")).toHaveLength(1);
    expect(faultsOf('ground/a.ts', "import './cellar/wine.ts';")).toHaveLength(1);
  });

  test('cannot be climbed by an address that is put together', () => {
    expect(faultsOf('first/b.ts', 'const door = "../roof/a.ts";\nawait import(door);')).toEqual([
      expect.stringMatching(/^first\/b\.ts:2 imports an address that is computed/),
    ]);
  });

  test('leaves no file outside all rooms', () => {
    expect(faultsOf('shed/a.ts', '')).toEqual([expect.stringMatching(/^shed\/a\.ts is in no room/)]);
    expect(faultsOf('first/b.ts', "import '../shed/a.ts';")).toEqual([expect.stringContaining('shed/a.ts, which is in no room')]);
  });
});

describe('A package', () => {
  test('is for the rooms that name it, whatever part of it is imported', () => {
    expect(faultsOf('first/b.ts', "import '@scope/tool/part.js';\nimport 'node:fs';")).toEqual([]);
    expect(faultsOf('roof/b.ts', "import 'anything';")).toEqual([]);
    expect(faultsOf('ground/b.ts', "import '@scope/tool/part.js';\nimport 'node:fs';\nimport 'node:crypto';")).toEqual([
      expect.stringMatching(/^ground\/b\.ts:1 imports @scope\/tool: of packages, ground may use node:crypto\./),
      expect.stringMatching(/^ground\/b\.ts:2 imports node:fs: /),
    ]);
  });
});

describe('The plan', () => {
  test('names only rooms that it has', () => {
    expect(planFaults(PLAN)).toEqual([]);
    expect(planFaults({ roof: { uses: ['frist'], packages: [] } })).toEqual([expect.stringMatching(/^roof may use frist, which is in no/)]);
  });

  test('has no arrow that leads back up', () => {
    const turned = { ...PLAN, ground: { uses: ['roof'], packages: [] } };
    expect(planFaults(turned)).toEqual([expect.stringContaining('ground → roof → first → ground goes round')]);
    expect(planFaults({ ...PLAN, ground: { uses: ['roof/a.ts'], packages: [] } })).toEqual([]);
  });
});

describe('A circle of imports', () => {
  const file = (path: string, ...imported: readonly string[]) => parseSource(path, imported.map((name) => `import '${name}';`).join('\n'));

  test('is found between two files and around corners, each circle once', () => {
    const files = [file('r/a.ts', './b.ts', './x.ts'), file('r/b.ts', './c.ts'), file('r/c.ts', './a.ts'), file('r/x.ts', './x.ts')];
    expect(cycleFaults(files)).toEqual([
      'r/a.ts → r/b.ts → r/c.ts → r/a.ts goes round: move what both ends need into a file below them',
      expect.stringMatching(/^r\/x\.ts → r\/x\.ts goes round/),
    ]);
  });

  test('is made by types as well as by code', () => {
    const types = parseSource('r/a.ts', "import type { B } from './b.ts';");
    expect(cycleFaults([types, file('r/b.ts', './a.ts')])).toHaveLength(1);
  });

  test('is not where two ways lead down to the same file', () => {
    expect(cycleFaults([file('r/a.ts', './b.ts', './c.ts'), file('r/b.ts', './d.ts'), file('r/c.ts', './d.ts'), file('r/d.ts')])).toEqual(
      [],
    );
  });
});
