// Main: the process. Environment in, server up, signals out (`npm run serve`, `settled.md` 68).
// Before anything else is loaded: hashing and signing share the thread pool, and a full one makes a signature wait for hashes.
process.env['UV_THREADPOOL_SIZE'] ??= '16';
const { failureText } = await import('./config/failure.ts');
const { openApp } = await import('./app.ts');

try {
  const app = await openApp(process.env);
  await app.listen();
  const { issuer, listen } = app.installation.config;
  process.stdout.write(`Voordeur serves ${issuer} on ${listen.host}:${listen.port}\n`);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (stopping) return;
      stopping = true;
      await app.close();
    });
  }
} catch (error) {
  // A port or a database that is open by now must not keep a process alive that serves nobody.
  process.stderr.write(`${failureText(error)}\n`, () => process.exit(1));
}
