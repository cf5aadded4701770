// Reads /metrics as Prometheus does: by HTTP, with the token.

/** What was read: its status and text, and single values of it. */
export interface Scrape {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The value of a sample, such as `name{label="x"}`; undefined where there is none. */
  value(sample: string): number | undefined;
}

/** Reads once; `token` is what is shown, if anything. */
export async function scrape(
  port: number,
  token?: string,
  more: RequestInit & { readonly path?: string; readonly host?: string } = {},
): Promise<Scrape> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://${more.host ?? '127.0.0.1'}:${port}${more.path ?? '/metrics'}`, { headers, ...more });
  const text = await response.text();
  const samples = new Map(
    text.split('\n').flatMap((line): [string, number][] => {
      const [, name, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(value)]];
    }),
  );
  return { status: response.status, headers: response.headers, text, value: (sample) => samples.get(sample) };
}

/** How much samples grow by what is done. */
export async function grown(
  { port, token }: { readonly port: number; readonly token: string },
  samples: readonly string[],
  act: () => Promise<unknown>,
): Promise<number[]> {
  const before = await scrape(port, token);
  await act();
  const after = await scrape(port, token);
  return samples.map((sample) => (after.value(sample) ?? 0) - (before.value(sample) ?? 0));
}
