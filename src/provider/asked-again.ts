import { PROTOCOL_PATHS } from './paths.ts';

/** Longest query that every part of the way takes, in characters. */
const LONGEST_REQUEST = 5000;

/**
 * The address of an authorization request with these parameters and `more`, a `prompt` beside the one that was there. The library
 * checks it as it checked it the first time. Undefined where it would be too long.
 */
export function requestOf(parameters: Readonly<Record<string, unknown>>, more: Readonly<Record<string, string>>): string | undefined {
  const query = new URLSearchParams();
  const prompts = new Set([parameters['prompt'], more['prompt']].flatMap((each) => (typeof each === 'string' ? each.split(' ') : [])));
  const prompt = prompts.size > 0 ? [...prompts].join(' ') : undefined;
  for (const [name, value] of Object.entries({ ...parameters, request: undefined, request_uri: undefined, ...more, prompt }))
    for (const each of [value].flat()) if (each !== undefined && each !== null) query.append(name, String(each));
  const text = query.toString();
  return text.length <= LONGEST_REQUEST ? `${PROTOCOL_PATHS.authorization}?${text}` : undefined;
}
