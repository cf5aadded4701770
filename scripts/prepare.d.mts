/** One package as a lockfile of npm's has it. */
export interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
}

/**
 * Whether npm's record of what it installed falls short of the lockfile: a package that is absent or another one.
 * Packages for other platforms are never there, and those for development need not be when `omitDev`.
 */
export function fallsShort(
  locked: Readonly<Record<string, Locked>>,
  installed: Readonly<Record<string, Locked>>,
  omitDev: boolean,
): boolean;
