/** The test runner gives tests a global object of their own; Node's request dispatcher stands on the real one. */
export function lendDispatcher(): void {
  const real = (fetch.constructor as FunctionConstructor)('return globalThis')() as Record<symbol, unknown>;
  for (const name of ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((key) => Symbol.for(key))) {
    Object.defineProperty(globalThis, name, { value: real[name], configurable: true });
  }
}
