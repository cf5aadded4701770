// What stands around a page: a portal or none, signed in or not, with one language or more.
import { SUBJECT_PLACES, SUBJECTS } from '../../../interactions/kit/account-places.ts';
import { brandTokens } from '../../../src/domain/organisations/brand.ts';
import type { Frame, FramePortal, Language, PageName } from '../../../src/views/models.ts';
import { themeHref } from '../../../src/views/theme.ts';

/** The colours of the sample portal. */
export const SAMPLE_COLOURS = { tokens: brandTokens('#8a1c4a'), forceLight: false };

const portal: FramePortal = {
  name: 'Voorbeeld BV',
  portal: 'voorbeeld',
  url: 'https://login.example/voorbeeld',
  themeHref: themeHref('voorbeeld', SAMPLE_COLOURS),
  forceLight: false,
  support: {
    contactName: 'Fatima El Amrani',
    contactEmail: 'toetsen@voorbeeld.example',
    contactPhone: '+31 (0)20 123 45 67',
    practiceUrl: 'https://oefenen.example/',
  },
};
const logo = { href: '/assets/t/voorbeeld.0123456789abcdef.png', darkHref: '/assets/t/voorbeeld.fedcba9876543210.png' };

/** A frame in this language, within the sample portal, unless something else is given. */
export function sampleFrame(language: Language, more: Partial<Frame> = {}): Frame {
  return {
    language,
    languages: (['nl', 'en'] as const).map((tag) => ({ tag, href: `?lang=${tag}`, current: tag === language })),
    portal,
    baseUrl: 'https://login.example',
    helpHref: '/voorbeeld/help',
    privacyHref: '/voorbeeld/privacy',
    accessibilityHref: '/voorbeeld/accessibility',
    csrf: 'masked-token',
    ...more,
  };
}

/** The sample portal with something else about it. */
export function portalFrame(language: Language, more: Partial<FramePortal>): Frame {
  return sampleFrame(language, { portal: { ...portal, ...more } });
}

const OUTSIDE: readonly PageName[] = ['portal/finder', 'portal/unknown', 'portal/which', 'sign-out/choose', 'account/which'];
const ANYWHERE: readonly PageName[] = [
  'help/help',
  'help/privacy',
  'help/accessibility',
  'error/error',
  'sign-out/done',
  'passing-on/form',
];

/** The frames this page can stand in, by name. */
export function framesOf(page: PageName, language: Language): Readonly<Record<string, Frame>> {
  const { portal: _, ...bare } = sampleFrame(language, { helpHref: '/help', privacyHref: '/privacy', accessibilityHref: '/accessibility' });
  if (OUTSIDE.includes(page)) return { bare };
  if (isOfAccount(page)) return accountFrames(page, language);
  const signedIn = sampleFrame(language, { signedIn: { username: 'J.deBoer', signOutHref: '/oidc/session/end?portal=4f0c' } });
  return {
    portal: sampleFrame(language),
    'signed in': { ...signedIn, portal: { ...portal, logo } },
    'one language': {
      ...portalFrame(language, { support: {}, logo: { href: logo.href }, forceLight: true, anyCase: true }),
      languages: [],
    },
    ...(ANYWHERE.includes(page) && { bare }),
  };
}

/** Whether a page stands within the account, with its navigation around it. */
function isOfAccount(page: PageName): boolean {
  return page.startsWith('account/') && !OUTSIDE.includes(page) && page !== 'account/confirm-email';
}

/** Of the account one is signed in on every page. */
function accountFrames(page: PageName, language: Language): Readonly<Record<string, Frame>> {
  const account = SUBJECTS.map((subject) => ({
    subject,
    href: `/voorbeeld${SUBJECT_PLACES[subject]}`,
    current: page === `account/${subject}`,
  }));
  const signedIn = { username: 'J.deBoer', signOutHref: '/oidc/session/end?portal=4f0c', whose: '5a1b' } as const;
  const within = { account, signedIn };
  const light = portalFrame(language, { support: {}, forceLight: true });
  const lost = (why: 'other' | 'away') => sampleFrame(language, { account, signedIn: { ...signedIn, lost: why } });
  return {
    portal: sampleFrame(language, within),
    'one language': { ...light, ...within, languages: [] },
    'somebody else’s form': lost('other'),
    'a form that came too late': lost('away'),
  };
}
