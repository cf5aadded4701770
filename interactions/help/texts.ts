// Help: pages of words, filled with the portal's own values (R20.2), inside a portal and outside any.
import { WARNING_DAYS } from '../../src/domain/credentials/password-age.ts';
import { lifeOf } from '../../src/domain/links/issue.ts';
import { isSingleSignOnOnly } from '../../src/domain/organisations/organisation.ts';
import type { PageName } from '../../src/views/models.ts';
import { SUBJECT_PLACES } from '../kit/account-places.ts';
import { type AnnouncingNeeds, announced } from '../kit/announcement.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit, Visit } from '../kit/visit.ts';

type TextPage = Extract<PageName, 'help/privacy' | 'help/accessibility'>;

/** What the help page tells of mails. */
export type HelpNeeds = AnnouncingNeeds;

/** `/<portal>/help`: the seeds' questions, answered with this portal's values. */
export function helpPage(needs: HelpNeeds): Page<PortalVisit, 'help/help'> {
  return {
    address: '/:portal/help',
    template: 'help/help',
    load: async (visit) => {
      const { name, portal, policy } = visit.organisation;
      const hasPasswords = !isSingleSignOnOnly(visit.organisation);
      const days = hasPasswords ? policy.passwordMaxAgeDays : 0;
      const age = { days, orgName: name, warnsAhead: days > Math.max(...WARNING_DAYS) };
      const forgotHrefs = { password: `/${portal}/forgot-password`, username: `/${portal}/forgot-username` };
      const changePasswordHref = `/${portal}${SUBJECT_PLACES.password}`;
      const hrefs = { signInHref: `/${portal}`, forgotHrefs, ...(hasPasswords && { changePasswordHref }) };
      const singleSignOn = policy.singleSignOn !== 'off';
      const mail = announced(needs, ['activation', 'password-reset', 'user-names'], visit);
      const life = lifeOf(visit.organisation, 'activation');
      const mailed = { mail, life, activateHref: `/${portal}/activate`, codeHref: `/${portal}/code` };
      return { kind: 'page', model: { ...hrefs, mailed, singleSignOn, ...(days > 0 && { age }) } };
    },
  };
}

/** `/help`: the same outside any portal. */
export const helpAnywhere: Page<Visit, 'help/help'> = {
  address: '/help',
  template: 'help/help',
  load: async () => ({ kind: 'page', model: { signInHref: '/' } }),
};

/** Privacy and accessibility, at the same names inside a portal and outside. */
export const textPages: readonly { readonly portal: Page<PortalVisit, TextPage>; readonly anywhere: Page<Visit, TextPage> }[] = [
  textPage('privacy', 'help/privacy'),
  textPage('accessibility', 'help/accessibility'),
];

function textPage(name: string, template: TextPage) {
  const load = async () => ({ kind: 'page', model: {} }) as const;
  return { portal: { address: `/:portal/${name}`, template, load }, anywhere: { address: `/${name}`, template, load } };
}
