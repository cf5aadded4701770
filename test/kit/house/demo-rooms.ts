import type { Plan } from './walls.ts';

const ASSESSMENT_APP = 'demo/assessment-app';

/** The rooms of the demo; `common` is what every room of the domain speaks. */
export function demoRooms(common: readonly string[]): Plan {
  const spoken = ['accounts/account', 'organisations/organisation', 'credentials/password-rules'];
  const checked = ['throttle/gate', 'throttle/under-way', 'throttle/code-tries', 'journeys/verify-password'];
  return {
    // Nothing but the product's doors: the server, the use-cases that manage and what they speak of. Misses are made by the
    // password check itself, after the gate has forgotten the former ones (`settled.md` 74), as wrong codes are.
    demo: {
      uses: [
        ...['src/app.ts', 'src/domain/administration', 'src/kernel', ...common],
        ...[...spoken, ...checked].map((file) => `src/domain/${file}.ts`),
        ...[ASSESSMENT_APP, 'demo/identity-provider', 'demo/mailbox'],
      ],
      packages: [],
    },
    // A mail server of its own; and every mail with sample data, composed as the product does it.
    'demo/mailbox': {
      uses: [
        ...['src/kernel', 'src/domain/mail', 'src/domain/ports.ts', 'src/mailer/compose.ts', 'src/views/mails.ts'],
        ...['html', 'style'].map((file) => `${ASSESSMENT_APP}/${file}.ts`),
      ],
      packages: ['node:crypto', 'node:http', 'node:net', 'node:path'],
    },
    // An app as customers write them: it has never heard of us.
    [ASSESSMENT_APP]: { uses: [], packages: ['openid-client', 'jose', 'node:crypto', 'node:events', 'node:http'] },
    // Nor has an identity provider of an organisation's own.
    'demo/identity-provider': {
      uses: ['html', 'http', 'texts'].map((file) => `${ASSESSMENT_APP}/${file}.ts`),
      packages: ['oidc-provider', 'koa', 'node:child_process', 'node:crypto', 'node:events', 'node:http', 'node:path'],
    },
  };
}
