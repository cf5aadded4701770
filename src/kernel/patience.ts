/**
 * Asks for something that may hang: undefined where it fails, or takes longer than `patience` milliseconds. It is asked once
 * at a time, so that those who look at it again and again do not take all connections while it does.
 */
export function askedPatiently<T>(ask: () => Promise<T>, patience: number): () => Promise<T | undefined> {
  let asked: Promise<T | undefined> | undefined;
  return async () => {
    asked ??= ask()
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), patience);
    try {
      return await Promise.race([asked, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}
