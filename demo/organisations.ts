import type { OrganisationInput } from '../src/domain/administration/organisation-sheet.ts';

/** The demo's organisations: one begins in Dutch, one in English, and one signs its people in at work. Each has a colour of its own. */
export const ORGANISATIONS: readonly OrganisationInput[] = [
  {
    portal: 'voorbeeld',
    name: 'Voorbeeld Assessments',
    languages: ['nl', 'en'],
    preferredLanguage: 'nl',
    colour: '#0b5f6b',
    contactName: 'Fatima el Amrani',
    contactEmail: 'hulp@voorbeeld.example',
    contactPhone: '+31 20 555 01 23',
    practiceUrl: 'https://oefenen.voorbeeld.example/',
    policy: { usernameCase: 'sensitive', passwordLength: 12, passwordMaxAgeDays: 90 },
  },
  {
    portal: 'sample',
    name: 'Sample Assessments Ltd',
    languages: ['en', 'nl'],
    preferredLanguage: 'en',
    colour: '#7a1f5c',
    contactName: 'Oliver Grant',
    contactEmail: 'help@sample.example',
    contactPhone: '+44 20 7946 0123',
    practiceUrl: 'https://practice.sample.example/',
    // Left to its people, so that two-step verification can be tried.
    policy: { usernameCase: 'insensitive', passwordLength: 12, passwordMaxAgeDays: 90, twoStep: 'optional' },
  },
  {
    portal: 'noordhaven',
    name: 'Gemeente Noordhaven',
    languages: ['nl', 'en'],
    preferredLanguage: 'nl',
    colour: '#1d3f72',
    contactName: 'Willem Prins',
    contactEmail: 'hulp@noordhaven.example',
    contactPhone: '+31 222 555 01 23',
    practiceUrl: 'https://oefenen.noordhaven.example/',
    policy: { usernameCase: 'insensitive', passwordLength: 12, passwordMaxAgeDays: 90 },
  },
];
