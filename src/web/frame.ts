import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { Frame, FramePortal } from '../views/models.ts';
import { themeHref } from '../views/theme.ts';
import type { BrowserCookie } from './browser.ts';
import { ANY_LANGUAGE, type LanguageWishes, languageLinks, languageOf } from './locale.ts';
import { logoHref } from './portal-assets.ts';

/** What every frame is made with. */
export interface FrameNeeds {
  /** Configured origin, without a slash at the end. */
  readonly issuer: string;
  readonly browser: Pick<BrowserCookie, 'csrf'>;
}

/** What this page's frame depends on. */
export interface FrameOf extends LanguageWishes {
  readonly organisation?: Organisation | undefined;
  readonly signedIn?: Frame['signedIn'] | undefined;
  readonly account?: Frame['account'] | undefined;
}

/** The frame around a page: language, portal, footer. */
export function frameOf(needs: FrameNeeds, ctx: Koa.Context, { organisation, signedIn, account, ...wishes }: FrameOf): Frame {
  const range = organisation?.languages ?? ANY_LANGUAGE;
  const language = languageOf(ctx, range, wishes);
  const base = organisation ? `/${organisation.portal}` : '';
  return {
    language,
    languages: languageLinks(ctx, range, language),
    ...(organisation && { portal: framePortal(needs.issuer, organisation) }),
    baseUrl: needs.issuer,
    helpHref: `${base}/help`,
    privacyHref: `${base}/privacy`,
    accessibilityHref: `${base}/accessibility`,
    csrf: needs.browser.csrf(ctx),
    ...(signedIn && { signedIn }),
    ...(account && { account }),
  };
}

function framePortal(issuer: string, organisation: Organisation): FramePortal {
  const { portal, name, look, support, policy } = organisation;
  const filled = Object.fromEntries(Object.entries(support).filter(([, value]) => value !== undefined && value !== ''));
  return {
    name,
    portal,
    url: `${issuer}/${portal}`,
    themeHref: themeHref(portal, look),
    forceLight: look.forceLight,
    support: filled,
    ...(policy.usernameCase === 'insensitive' && { anyCase: true }),
    ...(look.logo && { logo: { href: logoHref(portal, look.logo), ...(look.darkLogo && { darkHref: logoHref(portal, look.darkLogo) }) } }),
  };
}
