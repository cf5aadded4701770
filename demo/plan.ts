/** Where everything of the demo is going to be, and the product's environment for it. */
export interface DemoPlan {
  /** The product's environment (`src/config`): the demo takes none of the operator's own settings but the log level. */
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: DemoPorts;
}

interface DemoPorts {
  readonly product: number;
  readonly assessment: number;
  readonly reports: number;
  /** Of the pages of the mailbox; its mail server takes any. */
  readonly mailbox: number;
  /** Of an organisation's own identity provider. */
  readonly identityProvider: number;
}

/** The demo cannot be: a sentence for whoever started it. */
export interface DemoRefusal {
  readonly refused: string;
}

/** The last port after which there are three more. */
const LAST = 65_532;
/** How far away another port is looked for. */
const FAR = 1000;

type Environment = Readonly<Record<string, string | undefined>>;

const PRODUCTION =
  'This is the demo: it makes people with printed passwords, so it does not start with NODE_ENV=production. The product itself starts with: npm run serve';

/**
 * Plans the demo from `NODE_ENV`, `PORT` (3000) and `DEMO_APP_PORT` (3001; the second app, the mailbox and the identity
 * provider take the next three). Refuses production (`settled.md` 68) and ports that cannot be.
 */
export function planDemo(environment: Environment): DemoPlan | DemoRefusal {
  if (environment['NODE_ENV'] === 'production') return { refused: PRODUCTION };
  const product = portOf(environment, 'PORT', 3000);
  const assessment = portOf(environment, 'DEMO_APP_PORT', 3001);
  if (typeof product === 'string') return { refused: product };
  if (typeof assessment === 'string') return { refused: assessment };
  const ports = { product, assessment, reports: assessment + 1, mailbox: assessment + 2, identityProvider: assessment + 3 };
  if (product >= assessment && product <= ports.identityProvider) {
    return {
      refused: `PORT is ${product}, which the demo's apps need too (DEMO_APP_PORT ${assessment} and the three after it): choose another.`,
    };
  }
  return { environment: productEnvironment(environment, ports), ports };
}

/**
 * Which port is taken, and how to choose another. Both variables are named, also the one that may stay as it is: left out,
 * it would be the standard one again, which may be taken too.
 */
export function portTaken({ ports }: DemoPlan, port: number): string {
  const { product, assessment, identityProvider } = ports;
  const other =
    port === product ? { product: away(identityProvider), assessment } : { product, assessment: besides(product, away(assessment)) };
  const advice = `PORT=${other.product} DEMO_APP_PORT=${other.assessment} npm start`;
  return `Port ${port} is in use by another program. Stop that program, or choose another port: ${advice}`;
}

/** A port far enough from this one to be none of the same program. */
const away = (port: number): number => (port + FAR <= LAST ? port + FAR : port - FAR);

/** The first of four ports in a row: this one, or where `product` would be among them, so that they end before it. */
const besides = (product: number, first: number): number => (product >= first && product <= first + 3 ? product - 4 : first);

function portOf(environment: Environment, name: string, standard: number): number | string {
  const given = environment[name];
  if (given === undefined || given === '') return standard;
  const port = Number(given);
  return Number.isInteger(port) && port >= 1 && port <= LAST ? port : `${name} must be a port number from 1 to ${LAST}.`;
}

function productEnvironment(environment: Environment, ports: DemoPorts): Record<string, string> {
  return {
    NODE_ENV: 'development',
    VOORDEUR_ISSUER: `http://localhost:${ports.product}`,
    VOORDEUR_PORT: String(ports.product),
    VOORDEUR_PRIVATE_PORT: '0',
    VOORDEUR_DATABASE: 'sqlite:data/demo.sqlite',
    VOORDEUR_PRIVATE_NETWORK_HOSTS: `localhost:${ports.assessment},localhost:${ports.reports}`,
    VOORDEUR_LOG_LEVEL: environment['VOORDEUR_LOG_LEVEL'] || 'warn',
  };
}
