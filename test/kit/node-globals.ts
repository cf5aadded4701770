// Before each file of tests: the test runner gives it a global object of its own, and Node keeps the dispatcher of
// `fetch` on the real one. The library makes its guard against private addresses from that dispatcher, so it is lent.
const real = (fetch.constructor as FunctionConstructor)('return globalThis')() as Record<symbol, unknown>;
for (const name of ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map((key) => Symbol.for(key))) {
  // Read when it is asked for: Node puts it there at the first use of `fetch`.
  Object.defineProperty(globalThis, name, { get: () => real[name], configurable: true });
}
