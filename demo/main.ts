// `npm start`: the demo as a process. Reads the environment, says where to click, stops on SIGINT and SIGTERM. The
// thread pool is sized before anything else is loaded, as the product's own process does.
import { type DemoPlan, planDemo, portTaken } from './plan.ts';

process.env['UV_THREADPOOL_SIZE'] ??= '16';
const { startDemo } = await import('./demo.ts');
const { ORGANISATIONS } = await import('./organisations.ts');
const { PEOPLE } = await import('./people.ts');
const { welcomeText } = await import('./welcome.ts');
const { COLLEAGUES } = await import('./workplace.ts');

const plan = planDemo(process.env);
if ('refused' in plan) fail(plan.refused);
else await run(plan);

async function run(planned: DemoPlan): Promise<void> {
  try {
    const demo = await startDemo(planned, (error) => console.error(error));
    const portals = ORGANISATIONS.map(({ portal }) => portal);
    console.log(welcomeText(demo.places, portals, PEOPLE, COLLEAGUES));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void demo.close());
  } catch (error) {
    const port = takenPort(error);
    if (port === undefined) throw error;
    fail(portTaken(planned, port));
  }
}

function takenPort(error: unknown): number | undefined {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
  return taken && typeof error.port === 'number' ? error.port : undefined;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
