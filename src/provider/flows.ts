// The library's interactions as open flows for the screens, and the only way to answer one. `result.login` is written
// here, once, at the end: nothing before that signs anybody in (design.md §2).
import type Koa from 'koa';
import { errors, type InteractionResults, type Provider } from 'oidc-provider';
import type { KeptSession } from '../domain/artifacts/ports.ts';
import { strengthFor } from '../domain/journeys/asked-acr.ts';
import type { Assurance } from '../domain/journeys/assurance.ts';
import type { Asked, OpenFlow } from '../domain/journeys/flow.ts';
import type { Proof } from '../domain/journeys/journey.ts';
import type { Prompt } from '../domain/journeys/sign-in.ts';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { Clock } from '../kernel/clock.ts';
import { inSeconds, seconds } from '../kernel/duration.ts';
import { askedAcr } from './asked-acr.ts';
import { requestOf } from './asked-again.ts';
import type { SignInResult } from './proved-sessions.ts';
import { artifactKey } from './records.ts';
import { type Interaction, requestScope } from './request-scope.ts';
import type { RequestStore } from './request-store.ts';
import { endHeldSessions, type HeldSession, heldSessions, type SignOutNeeds } from './sign-out.ts';
import { stretch } from './stretch.ts';
import { ANSWERED_LIFE, canTakeUp, takeUp, takeUpOnceMore } from './take-up.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** A finished sign-in. */
export interface FinishedSignIn {
  readonly accountId: string;
  readonly assurance: Assurance;
  readonly proofs: readonly Proof[];
  /** Which state of the account all that was proved against. */
  readonly stamp: number;
  /** Whether the name had to be repaired (R3.9). */
  readonly repaired: boolean;
}

/** Finds and answers open flows. Each answer is for the flow that this request found, and returns the address where the browser goes on. */
export interface Flows {
  /** The flow of this address, if it is alive and this browser began it (security.md 1.3). */
  find(ctx: Koa.Context, uid: string): Promise<OpenFlow | undefined>;
  /** Makes the flow that this request found last until then, epoch milliseconds, in this browser too. */
  stretch(ctx: Koa.Context, until: number): Promise<void>;
  /** Where the browser goes on whose sign-in was ended before, and whose answer may have been lost. */
  onceMore(ctx: Koa.Context): string;
  /** Undefined: the protocol answers in this very request, further on its way. */
  finishSignIn(ctx: Koa.Context, organisation: Organisation, finished: FinishedSignIn): Promise<string | undefined>;
  finishConsent(): Promise<string>;
  /** The person does not want to, or cannot do what the application asks for: it hears which. */
  cancel(because: keyof typeof REFUSALS): Promise<string>;
  /** The address of the very request that the application made, with `more` parameters; undefined where it is too long for one. */
  askedAgain(more: Readonly<Record<string, string>>): string | undefined;
  /** This browser's session at this organisation, and whose it is. */
  signedIn(ctx: Koa.Context, organisationId: string): Promise<(KeptSession & { readonly accountId: string }) | undefined>;
  /** The portals this browser is signed in to now. */
  held(ctx: Koa.Context): Promise<readonly HeldSession[]>;
  /** Ends this browser's sessions of these organisations, and no others. */
  endHeld(ctx: Koa.Context, organisationIds: readonly string[]): Promise<void>;
}

/** What an application hears of a sign-in that ended without one (RFC 6749 4.1.2.1, OpenID Connect Core Unmet Authentication Requirements). */
const REFUSALS = {
  unwanted: { error: 'access_denied', error_description: 'the person did not want to go on' },
  unmet: { error: 'unmet_authentication_requirements', error_description: 'the account has no way to sign in as strongly as was asked' },
} as const;

/** The flows of a provider. */
export function flows(provider: Provider, clock: Clock, signOut: SignOutNeeds, store: Pick<RequestStore, 'writeNow'>): Flows {
  const answered = (result: InteractionResults & Partial<SignInResult>) => {
    const interaction = found();
    // What was used for the answer before this one was not used for this one.
    const { usedRequest: _used, ...before } = (interaction.lastSubmission ?? {}) as InteractionResults & Partial<SignInResult>;
    interaction.result = 'error' in result ? result : { ...before, ...result };
    return interaction;
  };
  const leave = (interaction: Interaction) => leaveAnswered(interaction, clock, store);
  return {
    find: async (ctx, uid) => {
      const interaction = await detailsOf(provider, ctx);
      if (interaction?.uid !== uid) return undefined;
      requestScope().opened = interaction;
      return openFlow(interaction);
    },
    stretch: (ctx, until) => stretch(signOut.cookies, ctx, found(), inSeconds(until - clock.now())),
    onceMore: (ctx) => takeUpOnceMore(signOut.cookies, ctx, found()),
    finishSignIn: async (ctx, organisation, finished) => {
      const interaction = answered(signInResult(finished));
      if (!canTakeUp(signOut.cookies, ctx, interaction, organisation)) return leave(interaction);
      takeUp(signOut.cookies, ctx, interaction, organisation);
      await interaction.save(Math.min(secondsLeft(interaction, clock), inSeconds(ANSWERED_LIFE)));
      const { records } = requestScope();
      records.ending = new Map(records.writes);
      return undefined;
    },
    finishConsent: () => leave(answered({ consent: {} })),
    cancel: (because) => leave(answered(REFUSALS[because])),
    askedAgain: (more) => requestOf(requestScope().opened?.params ?? {}, more),
    signedIn: (ctx, organisationId) => sessionAt(provider, ctx, organisationId),
    held: (ctx) => heldSessions(signOut, ctx, provider),
    endHeld: (ctx, ids) => endHeldSessions(signOut, ctx, provider, ids),
  };
}

function found(): Interaction {
  const { opened } = requestScope();
  if (!opened) throw new Error('a flow is answered in the request that found it');
  return opened;
}

async function sessionAt(provider: Provider, ctx: Koa.Context, organisationId: string) {
  requestScope().cookieOf = organisationId;
  const session = await provider.Session.get(ctx);
  requestScope().cookieOf = undefined;
  const { accountId, uid } = session;
  const grantIds = Object.values(session.authorizations ?? {}).flatMap(({ grantId }) => grantId ?? []);
  return accountId === undefined ? undefined : { accountId, uid, grantIds };
}

function signInResult({ accountId, assurance, proofs, stamp, repaired }: FinishedSignIn): InteractionResults & SignInResult {
  const { acr, amr, authTime } = assurance;
  // Never remembered beyond the browser's own session: people sign in on borrowed computers.
  return { login: { accountId, acr, amr: [...amr], ts: authTime, remember: false }, proofs, stamp, repaired };
}

function secondsLeft({ exp }: Interaction, clock: Clock): number {
  return Math.max(1, exp - inSeconds(clock.now()));
}

/** Leaves the answer for the address where the library takes it up, and returns that. */
async function leaveAnswered(interaction: Interaction, clock: Clock, store: Pick<RequestStore, 'writeNow'>): Promise<string> {
  await interaction.save(secondsLeft(interaction, clock));
  const gone = await store.writeNow();
  // Answered and gone on in another tab meanwhile: the portal's start knows who is signed in.
  const { uid, params, returnTo } = interaction;
  return gone.includes(artifactKey('Interaction', uid)) ? `/${params['portal']}` : returnTo;
}

async function detailsOf(provider: Provider, ctx: Koa.Context): Promise<Interaction | undefined> {
  try {
    return await provider.interactionDetails(ctx.req, ctx.res);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
}

function openFlow(interaction: Interaction): OpenFlow {
  const parameters: Parameters = interaction.params;
  return {
    uid: interaction.uid,
    prompt: interaction.prompt.name as Prompt,
    reasons: interaction.prompt.reasons,
    clientId: String(parameters['client_id']),
    organisationId: String(parameters['portal']),
    redirectUri: String(parameters['redirect_uri']),
    accountId: interaction.session?.accountId,
    session: interaction.session?.uid,
    asked: asked(interaction.prompt.details, parameters),
    strength: strengthFor(askedAcr(parameters)),
    freshWithin: freshWithin(parameters),
    uiLocales: text(parameters['ui_locales']),
    loginHint: text(parameters['login_hint']),
    // What the sign-in just before left: the consent page is the first that can say it.
    repaired: (interaction.lastSubmission as Partial<SignInResult> | undefined)?.repaired ?? false,
    expiresAt: seconds(interaction.exp),
    returnTo: interaction.returnTo,
    answered: interaction.result ? interaction.returnTo : undefined,
    answeredAs: interaction.result?.login?.accountId,
  };
}

/** Who is to sign in, or to choose as whom, is to prove it now (OIDC Core 3.1.2.1). */
function freshWithin({ prompt, max_age: age }: Parameters): number | undefined {
  const asked = String(prompt ?? '').split(' ');
  if (asked.includes('login') || asked.includes('select_account')) return 0;
  return age === undefined || age === null ? undefined : seconds(Number(age));
}

/** What is missing, as the library found it; with `prompt=consent` nothing may be missing, and all that is asked is shown. */
function asked(details: Parameters, parameters: Parameters): Asked {
  const scopes =
    (details['missingOIDCScope'] as string[] | undefined) ??
    String(parameters['scope'] ?? '')
      .split(' ')
      .filter(Boolean);
  return {
    scopes,
    claims: (details['missingOIDCClaims'] as string[] | undefined) ?? [],
    resources: (details['missingResourceScopes'] as Record<string, string[]> | undefined) ?? {},
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
