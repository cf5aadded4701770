// Tries what an application does with answers at its callback that belong to no sign-in it knows of: a second tab,
// another browser, Back, a bookmark (R12.2 j). `node scripts/check-callback.ts https://app.example/callback`

/** One answer that was tried, and what was wrong with how it was taken; nothing when it was taken well. */
export interface Tried {
  readonly answer: string;
  readonly complaint?: string;
}

/** Answers that an application gets sooner or later and did not ask for. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a code with an unknown state': { code: 'never-issued', state: 'never-begun' },
  'a code without a state': { code: 'never-issued' },
  'an error with an unknown state': { error: 'access_denied', state: 'never-begun' },
  'nothing at all': {},
};
const MOST_HOPS = 10;
const WAY_ON = /<a\s[^>]*href=|<form[\s>]|<button[\s>]|<meta[^>]+http-equiv="?refresh/i;

/**
 * Sends each answer to the callback as a browser without cookies would, and follows where it leads as long as that is
 * the application itself. `patience` is how long to wait for each step, in milliseconds.
 */
export async function checkCallback(callback: string, patience = 10_000): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const [answer, parameters] of Object.entries(ANSWERS)) {
    const address = new URL(callback);
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
    const complaint = await complaintAbout(address, patience);
    tried.push({ answer, ...(complaint && { complaint }) });
  }
  return tried;
}

async function complaintAbout(callback: URL, patience: number): Promise<string | undefined> {
  let address = callback;
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
      signal: AbortSignal.timeout(patience),
    }).catch((error: Error) => ({ failed: error }));
    if ('failed' in answer)
      return answer.failed.name === 'TimeoutError' ? `does not answer within ${patience} ms` : `does not answer: ${answer.failed.message}`;
    const next = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || next === null) return complaintAboutPage(answer.status, await answer.text());
    address = new URL(next, address);
    // Begun anew at the provider: the person goes on.
    if (address.origin !== callback.origin) return undefined;
  }
  return `redirects more than ${MOST_HOPS} times`;
}

function complaintAboutPage(status: number, text: string): string | undefined {
  if (status >= 500) return `answers ${status}: to the person it is broken`;
  if (text.replace(/<[^>]*>/g, '').trim() === '') return `answers ${status} with an empty page`;
  return WAY_ON.test(text) ? undefined : `answers ${status} with a page that has no way on: no link, no button`;
}

if (import.meta.main) {
  const callback = process.argv[2] ?? '';
  if (URL.canParse(callback)) {
    const tried = await checkCallback(callback);
    for (const { answer, complaint } of tried)
      console.log(`${complaint ? 'wrong' : 'fine '}  ${answer}${complaint ? `: ${complaint}` : ''}`);
    process.exitCode = tried.some(({ complaint }) => complaint) ? 1 : 0;
  } else {
    console.error('Usage: node scripts/check-callback.ts https://app.example/callback');
    process.exitCode = 2;
  }
}
