// The demo: the real product on a database of its own, three organisations with people in every state, one of them with an
// identity provider of its own, and two apps to sign in to. Uses the product by its doors only; nothing of the product knows it,
// and production refuses it.
import { type App, openApp } from '../src/app.ts';
import { findAccount } from '../src/domain/administration/accounts.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { type AppOptions, startAssessmentApp } from './assessment-app/app.ts';
import { inviteSomebody } from './invited.ts';
import { type Mailbox, startMailbox } from './mailbox/mailbox.ts';
import { mailPreviews } from './mailbox/previews.ts';
import { ORGANISATIONS } from './organisations.ts';
import { PEOPLE } from './people.ts';
import type { DemoPlan } from './plan.ts';
import { ASSESSMENT_ID, type RegistrationNeeds, registerAssessment, registerReports, SCOPES } from './registrations.ts';
import { seed } from './seed.ts';
import type { DemoPlaces } from './welcome.ts';
import { openWorkplace } from './workplace.ts';

/** A demo that runs. */
export interface Demo {
  readonly places: DemoPlaces;
  /** Stops the apps, then the product. */
  close(): Promise<void>;
}

/** Starts all of it. What was opened is closed again when something throws, such as `EADDRINUSE` of a port. */
export async function startDemo(plan: DemoPlan, report: AppOptions['report']): Promise<Demo> {
  const open: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const opened of open.splice(0).reverse()) await opened.close();
  };
  try {
    const mailbox = await startMailbox({ port: plan.ports.mailbox, now: systemClock.now, report });
    open.push(mailbox);
    const app = await openApp({ ...plan.environment, VOORDEUR_SMTP_URL: mailbox.smtpUrl });
    open.push(app);
    // Ports first: while another demo runs on them, its people and secrets stay as they are.
    await app.listen();
    const { config, store, acting } = app.installation;
    const needs = { store, acting };
    const product = config.issuer;
    const start = async (options: AppOptions) => {
      const started = await startAssessmentApp(options);
      open.push(started);
      return started.url;
    };
    const assessment = await start(assessmentApp(needs, plan, product, report));
    const reports = await start(reportsApp(needs, plan, product, report));
    await seed({ ...needs, clientId: ASSESSMENT_ID });
    await fill(mailbox, app);
    await inviteSomebody(needs);
    const workplace = await openWorkplace({ ...needs, product }, plan.ports.identityProvider);
    open.push(workplace);
    return { places: { product, assessment, reports, mailbox: mailbox.url, workplace: workplace.signOutUrl }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tells the mailbox where mail can be asked for, and how every mail looks in the name of the first person's organisation. */
async function fill(mailbox: Mailbox, { installation: { config, store } }: App): Promise<void> {
  const [person] = PEOPLE;
  const account = person && (await findAccount(store.ports, person.portal, person.username));
  if (!person || !account?.email) throw new Error('the demo has nobody to write to');
  const portalUrl = `${config.issuer}/${person.portal}`;
  const places = [
    { href: `${portalUrl}/forgot-password`, words: 'Forgot your password' },
    { href: `${portalUrl}/forgot-username`, words: 'Forgot your username' },
  ];
  const from = { issuer: config.issuer, sender: config.mail.from, portalUrl, ports: store.ports, now: systemClock.now };
  mailbox.open(places, mailPreviews({ ...from, organisation: account.organisationId, account: account.id, to: account.email }));
}

function assessmentApp(needs: RegistrationNeeds, plan: DemoPlan, issuer: string, report: AppOptions['report']): AppOptions {
  const register = (url: string) => registerAssessment(needs, url);
  return { ...common(issuer, report), name: 'Demo assessment', port: plan.ports.assessment, scope: SCOPES.assessment, api: true, register };
}

function reportsApp(needs: RegistrationNeeds, plan: DemoPlan, issuer: string, report: AppOptions['report']): AppOptions {
  const register = (url: string) => registerReports(needs, url);
  return { ...common(issuer, report), name: 'Rapportage-demo', port: plan.ports.reports, scope: SCOPES.reports, api: false, register };
}

function common(issuer: string, report: AppOptions['report']) {
  return { issuer, portals: ORGANISATIONS, now: systemClock.now, report };
}
