import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Fault } from '../domain/fault.ts';
import type { Call } from './command.ts';

/** A file or input longer than this is none of ours: bytes. */
const MOST = 1024 * 1024;

/** What was read, or what was wrong with it. */
export type Read<T> = { readonly read: T } | { readonly fault: Fault };

/** The bytes of a file named by an option; `-` is standard input. Nothing is read where the option was not given. */
export async function readNamed(call: Call, option: string): Promise<Read<Buffer | undefined>> {
  const path = call.given.text(option);
  if (!path) return { read: undefined };
  try {
    return { read: path === '-' ? await readAll(call.stdin) : await readFile(path) };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { fault: { field: option, code: 'unknown', detail: `cannot be read: ${path} (${reason})` } };
  }
}

/** A JSON object from a file named by an option; an empty one where it was not given. */
export async function readJson(call: Call, option: string): Promise<Read<Readonly<Record<string, unknown>>>> {
  const file = await readNamed(call, option);
  if ('fault' in file) return file;
  if (!file.read) return { read: {} };
  try {
    const value: unknown = JSON.parse(decode(file.read));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { read: value as Record<string, unknown> };
    return { fault: { field: option, code: 'invalid', detail: 'must hold one JSON object' } };
  } catch (error) {
    return { fault: { field: option, code: 'invalid', detail: `is not JSON: ${error instanceof Error ? error.message : ''}` } };
  }
}

/**
 * The secret on standard input, without the line end that `echo` adds; undefined where it was not asked for. It never
 * comes from an argument, which every user of the machine could read, and nobody is asked for it at a terminal, where
 * it would show. `option`: what asks for it; `field`: what it is to the use-case.
 */
export async function readSecret(
  call: Call,
  { option, field }: { readonly option: string; readonly field: string },
): Promise<Read<string | undefined>> {
  if (!call.given.flag(option)) return { read: undefined };
  if (call.stdin.isTTY) return { fault: { field, code: 'missing', detail: 'is read from standard input: pipe it in' } };
  try {
    return { read: decode(await readAll(call.stdin)).replace(/\r?\n$/, '') };
  } catch {
    return { fault: { field, code: 'invalid', detail: 'is not UTF-8 text, or endless' } };
  }
}

/** A moment given by an option, as epoch milliseconds; nothing where it was not given. */
export function readMoment({ given }: Call, option: string): Read<number | undefined> {
  const text = given.text(option);
  const at = text === undefined ? undefined : Date.parse(text);
  if (!Number.isNaN(at)) return { read: at };
  return { fault: { field: option, code: 'invalid', detail: 'is not a moment such as 2027-01-11T08:00:00Z' } };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(part);
    length += part.length;
    if (length > MOST) throw new Error('too much input');
  }
  return Buffer.concat(parts);
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
