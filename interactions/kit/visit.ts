// What a screen knows of the person in front of it. Screens never see Koa: everything they may look at stands here.

import type { Account } from '../../src/domain/accounts/account.ts';
import type { Client } from '../../src/domain/clients/client.ts';
import type { Demand } from '../../src/domain/journeys/demand.ts';
import type { KeptHere } from '../../src/domain/journeys/end-elsewhere.ts';
import type { OpenFlow } from '../../src/domain/journeys/flow.ts';
import type { Journey, Shown } from '../../src/domain/journeys/journey.ts';
import type { Device } from '../../src/domain/mail/device.ts';
import type { Language, Organisation } from '../../src/domain/organisations/organisation.ts';
import type { CountedNetwork } from '../../src/domain/throttle/limits.ts';
import type { DoneView } from '../../src/views/models.ts';

/** A request for any page. */
export interface Visit {
  readonly language: Language;
  /** The page's own path as it is meant to be written, where its form goes back to. */
  readonly address: string;
  /** First value of each query parameter. */
  readonly query: Readonly<Record<string, string>>;
  /** Id in this browser's cookie (`settled.md` 14a). */
  readonly browserId: string;
  /** Network of the trusted hop: an IPv4 address or an IPv6 /64. */
  readonly network: string;
  /** What this browser calls itself, for a mail to name it by. */
  readonly device: Device;
  /** What a page left for this one at a place: a path that this page's own begins with (`settled.md` 41). */
  readonly noteAt: (place: string) => string | undefined;
  /** Short name of the portal last used in this browser. */
  readonly rememberedPortal: () => string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * What a form that did not come through leaves for its own page, or one that did for the page to which it led, to be shown there once
 * (`settled.md` 41): never a password or a code.
 * Within a sign-in the journey keeps it.
 */
export interface Left extends Partial<Pick<Shown, 'problems' | 'characters' | 'digits' | 'codeMailed'>> {
  readonly waitUntil?: number | undefined;
  /** Fields that a problem is at, where that depends. */
  readonly fields?: readonly string[];
  /** Fields as they were typed, by name. */
  readonly typed?: Readonly<Record<string, string>>;
  /** Why nothing came of a form of the account: by now somebody else is signed in, or nobody was. */
  readonly lost?: 'other' | 'away';
  /** What another form has done, which led to this page. */
  readonly done?: DoneView;
}

/** A request for a page outside any sign-in. */
export interface PageVisit extends Visit {
  /** What its form has left; nothing where it was not sent a moment ago, and while it is being sent. */
  readonly left: Left;
}

/** What a person brings along from an address that no longer worked (`settled.md` 40). */
export interface Brought {
  /** One quiet line: an old page was opened, or a form was sent from one, or from the page of a sign-in that somebody else finished. */
  readonly notice: 'restarted' | 'password-again' | 'other-account';
  readonly username?: string;
}

/** A portal this browser is signed in to. */
export interface HeldSession {
  readonly organisationId: string;
  readonly portal: string;
  readonly name: string;
  readonly username: string;
}

/** A request about all sessions of this browser. */
export interface HeldVisit extends PageVisit {
  readonly held: readonly HeldSession[];
  /** Ends this browser's sessions of these organisations, and no others. */
  readonly endSessions: (organisationIds: readonly string[]) => Promise<void>;
}

/** A session of this browser: whose it is, and what is kept of it when others end. */
export interface OwnSession extends KeptHere {
  readonly accountId: string;
}

/** A request outside any portal that may be counted. */
export interface AnywhereVisit extends PageVisit {
  /** The network as requests are counted on it; undefined in the operator's own. */
  readonly counted: CountedNetwork | undefined;
}

/** A request within a portal. */
export interface PortalVisit extends PageVisit {
  readonly organisation: Organisation;
  /** This browser's session at this portal. */
  readonly session: OwnSession | undefined;
  /** Whose it is. */
  readonly accountId: string | undefined;
  /** The language of a page for who is signed in, and prefers this one. */
  readonly languageFor: (preference: Language | undefined) => Language;
  /** The sign-in under way that this browser was last shown at this portal: its uid, unverified. */
  readonly cameFrom: string | undefined;
  /** Ends this browser's session at this portal. */
  readonly endSession: () => Promise<void>;
  /** The network as misses are counted on it; undefined in the organisation's own. */
  readonly counted: CountedNetwork | undefined;
  readonly brought: Brought | undefined;
  /** Whether this browser kept the cookie of a restart; asked only where one has been set. */
  readonly keptRestart: () => boolean;
  /** Lets go of what was brought along: no page of ours will show it. */
  readonly forgetBrought: () => void;
}

/** A request within a sign-in under way. */
export interface FlowVisit extends Visit {
  readonly organisation: Organisation;
  readonly flow: OpenFlow;
  readonly journey: Journey;
  /** What is asked of this sign-in now. */
  readonly demand: Demand;
  /** This browser's session at this portal, from before this sign-in. */
  readonly ownSession: () => Promise<OwnSession | undefined>;
  readonly client: Client;
  /** The network as misses are counted on it; undefined in the organisation's own. */
  readonly counted: CountedNetwork | undefined;
  /** Short names of the portals at which this browser signed in, the latest first (R16.3). */
  readonly signedInBefore: () => readonly string[];
  /** Who is signed in already, where the screen asked for them (`Screen.owner`). */
  readonly owner?: Account | undefined;
  readonly brought: Brought | undefined;
}
