import type { AccountInput } from '../src/domain/administration/account-sheet.ts';

/** A person of the demo: an account with its password, in the state it is put back to at every start. */
export interface DemoPerson extends AccountInput {
  readonly portal: string;
  readonly password: string;
  readonly state: 'active' | 'suspended';
  /** How many days ago the password was chosen. */
  readonly passwordAge: (typeof AGE)[keyof typeof AGE];
  /** Wrong passwords typed just before the start. */
  readonly misses: number;
  /** What the person is there to show, for the table that is printed. */
  readonly shows: string;
}

/** Ages of the demo's passwords in days: today's, one with a week to go, and one older than the 90 days that a password may be kept. */
export const AGE = { fresh: 0, expiring: 83, expired: 91 } as const;

const ORDINARY = {
  state: 'active',
  role: 'candidate',
  passwordAge: AGE.fresh,
  misses: 0,
  emailVerified: true,
} as const;

/** The demo's people, in the order in which they are printed. Their passwords obey the rules (`settled.md` 48). */
export const PEOPLE: readonly DemoPerson[] = [
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Sanne.Bakker',
    password: 'kastanje-fiets-42',
    email: 'sanne.bakker@mail.example',
    givenName: 'Sanne',
    familyName: 'Bakker',
    locale: 'nl',
    shows: 'an ordinary candidate',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Pieter.Jansen',
    password: 'zomerwind-lantaarn-7',
    passwordAge: AGE.expired,
    email: 'pieter.jansen@mail.example',
    givenName: 'Pieter',
    familyName: 'Jansen',
    locale: 'nl',
    shows: 'password chosen 91 days ago',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Daan.Mulder',
    password: 'appelboom-veerpont-3',
    passwordAge: AGE.expiring,
    email: 'daan.mulder@mail.example',
    givenName: 'Daan',
    familyName: 'Mulder',
    locale: 'nl',
    shows: 'password expires within a week',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Meryem.Yildiz',
    password: 'hazelnoot-brug-18',
    misses: 3,
    email: 'meryem.yildiz@mail.example',
    givenName: 'Meryem',
    familyName: 'Yıldız',
    locale: 'nl',
    shows: 'three wrong passwords so far',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Joris.deVries',
    password: 'molensteen-regen-5',
    email: 'familie.devries@mail.example',
    givenName: 'Joris',
    familyName: 'de Vries',
    locale: 'nl',
    shows: 'shares a mail address with Lotte',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Lotte.deVries',
    password: 'ganzenveer-trap-31',
    email: 'familie.devries@mail.example',
    givenName: 'Lotte',
    familyName: 'de Vries',
    locale: 'nl',
    shows: 'shares a mail address with Joris',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Bram.Visser',
    password: 'duinpan-kompas-64',
    state: 'suspended',
    email: 'bram.visser@mail.example',
    givenName: 'Bram',
    familyName: 'Visser',
    locale: 'nl',
    shows: 'suspended: refused like a wrong password',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Fatima.elAmrani',
    password: 'sleutelbloem-kade-9',
    role: 'contact',
    email: 'fatima.elamrani@mail.example',
    givenName: 'Fatima',
    familyName: 'el Amrani',
    locale: 'nl',
    shows: 'the contact person; sets up an app',
  },
  {
    ...ORDINARY,
    portal: 'voorbeeld',
    username: 'Anna.Smit',
    password: 'waterlelie-spoor-27',
    email: 'anna.smit@mail.example',
    givenName: 'Anna',
    familyName: 'Smit',
    locale: 'nl',
    shows: 'the same person as Anna at Sample',
  },
  {
    ...ORDINARY,
    portal: 'sample',
    username: 'Anna.Smit',
    password: 'juniper-harbour-53',
    email: 'anna.smit@mail.example',
    givenName: 'Anna',
    familyName: 'Smit',
    locale: 'en',
    shows: 'the same person as Anna at Voorbeeld',
  },
  {
    ...ORDINARY,
    portal: 'sample',
    username: 'James.Carter',
    password: 'copper-meadow-86',
    email: 'james.carter@mail.example',
    givenName: 'James',
    familyName: 'Carter',
    locale: 'en',
    shows: 'may switch on two-step verification',
  },
  {
    ...ORDINARY,
    portal: 'sample',
    username: 'Emma.Clarke',
    password: 'velvet-orchard-19',
    passwordAge: AGE.expired,
    email: 'emma.clarke@mail.example',
    givenName: 'Emma',
    familyName: 'Clarke',
    locale: 'en',
    shows: 'password chosen 91 days ago',
  },
  {
    ...ORDINARY,
    portal: 'noordhaven',
    username: 'Eva.Koster',
    password: 'vuurtoren-eiland-58',
    email: 'eva.koster@mail.example',
    givenName: 'Eva',
    familyName: 'Koster',
    locale: 'nl',
    shows: 'from outside, so with a password',
  },
  {
    ...ORDINARY,
    portal: 'noordhaven',
    username: 'Willem.Prins',
    password: 'ankerplaats-storm-4',
    role: 'contact',
    email: 'willem.prins@noordhaven.example',
    givenName: 'Willem',
    familyName: 'Prins',
    locale: 'nl',
    shows: 'the contact person, excepted',
  },
];
